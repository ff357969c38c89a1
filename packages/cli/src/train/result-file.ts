import { readFile } from "node:fs/promises";
import {
  checkJson,
  systemErrorCode,
  trainingResultSchema,
  type TrainingResult,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";

/** Writes a small record, a line a field, so that a change of one is seen as one. */
export async function writeResult(file: string, result: TrainingResult): Promise<void> {
  const fields = Object.entries(result).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  await writeFileWhole(file, `{\n${fields.join(",\n")}\n}\n`);
}

/**
 * @returns undefined where there is no such file
 * @throws InvalidValueError
 */
export async function readResult(file: string): Promise<TrainingResult | undefined> {
  try {
    return checkJson(trainingResultSchema, await readFile(file, "utf8"), file);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
