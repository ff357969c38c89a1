import { readFile } from "node:fs/promises";
import { checkJson, KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { BrokenRecordError } from "../errors.ts";
import { recipeJson, type Recipe } from "../recipe/recipe.ts";
import { trainingRecordSchema, type TrainingRecord } from "./record.ts";
import { recordIn, runFolder } from "./run-folder.ts";

/**
 * The record of a recipe's finished run; undefined where it is not finished, where its record is
 * of another recipe or other data, or where a test is asked for that it did not have.
 * @param data SHA-256 of what it is trained on
 * @throws BrokenRecordError
 */
export async function finishedRecord(
  recipe: Recipe,
  directory: string,
  { heldOutOnly, data }: { readonly heldOutOnly: boolean; readonly data: string },
): Promise<TrainingRecord | undefined> {
  const file = recordIn(runFolder(recipe, directory));
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const record = readRecord(text, file);
  const same =
    record.dataset.sha256 === data &&
    JSON.stringify(record.recipe) === JSON.stringify(recipeJson(recipe));
  const tested = heldOutOnly || record.test !== undefined;
  return same && tested ? record : undefined;
}

function readRecord(text: string, file: string): TrainingRecord {
  try {
    return checkJson(trainingRecordSchema, text, file);
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    throw new BrokenRecordError(file, error.message.replace(/\.$/, ""), { cause: error });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw new BrokenRecordError(file, messageOf(error), { cause: error });
  }
}
