import path from "node:path";
import { readFile, rm } from "node:fs/promises";
import { checkJson, KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { z } from "zod";
import { writeFileWhole } from "@vmoe-bench/files";
import { type Recipe, recipeJson } from "../recipe/recipe.ts";
import { brokenRecordError } from "../errors.ts";

/** One recipe and seed, as its folder and its record are named. */
export function runName({ name, settings }: Recipe): string {
  return `${name}-seed${settings.seed}`;
}

export function runFolder(recipe: Recipe, directory: string): string {
  return path.join(directory, runName(recipe));
}

/** A small record's file in the folder of records. */
export function resultFile(records: string, recipe: Recipe): string {
  return path.join(records, `${runName(recipe)}.json`);
}

/** Seeds have models of their own; seed 0 has the recipe's name. */
export function modelId(recipe: Recipe): string {
  return recipe.settings.seed === 0 ? recipe.name : runName(recipe);
}

/** A model's own in the folder of models. */
export function modelFolder(models: string, recipe: Recipe): string {
  return path.join(models, modelId(recipe));
}

export function checkpointIn(folder: string): string {
  return path.join(folder, "checkpoint.safetensors");
}

/** The checkpoint of an epoch that is kept. */
export function keptIn(folder: string, epoch: number): string {
  return path.join(folder, `epoch-${epoch}.safetensors`);
}

export function superClassesIn(folder: string): string {
  return path.join(folder, "super-classes.json");
}

export function recordIn(folder: string): string {
  return path.join(folder, "record.json");
}

/** What a run's record tells of whether anything is left to do; one from before 0.2.0 has the same fields. */
const finishedSchema = z.looseObject({
  schemaVersion: z.literal(1),
  recipe: z.json(),
  dataset: z.looseObject({ sha256: z.string() }),
  /** Absent or null where the test split was left alone. */
  test: z.looseObject({ top1: z.number() }).nullish(),
});

/**
 * Whether a recipe's run in a folder of runs is finished: its record is of this recipe and this
 * data, and of the test split too where that is asked for.
 * @param data SHA-256 of what it is trained on
 * @throws `broken-record`
 */
export async function isFinished(
  recipe: Recipe,
  directory: string,
  { heldOutOnly, data }: { readonly heldOutOnly: boolean; readonly data: string },
): Promise<boolean> {
  const file = recordIn(runFolder(recipe, directory));
  const text = await readIfThere(file);
  if (text === undefined) return false;
  const record = readRecord(text, file);
  const same =
    record.dataset.sha256 === data &&
    JSON.stringify(record.recipe) === JSON.stringify(recipeJson(recipe));
  const isTested = record.test !== undefined && record.test !== null;
  return same && (heldOutOnly || isTested);
}

function readRecord(text: string, file: string): z.output<typeof finishedSchema> {
  try {
    return checkJson(finishedSchema, text, file);
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    throw brokenRecordError(file, error.message.replace(/\.$/, ""), { cause: error });
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw brokenRecordError(file, messageOf(error), { cause: error });
  }
}

/**
 * As indented JSON.
 * @throws FileNotWritableError
 */
export async function writeJsonWhole(file: string, value: unknown): Promise<void> {
  await writeFileWhole(file, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * Finds before any training that a folder can't be written.
 * @throws FileNotWritableError
 */
export async function requireWritable(folder: string): Promise<void> {
  // Of this process alone: several may look at one folder at once.
  const probe = path.join(folder, `.writable-${process.pid}`);
  await writeFileWhole(probe, new Uint8Array(1));
  await rm(probe, { force: true });
}
