import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkJson, KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { z } from "zod";
import { named, safeName } from "./run-files.ts";
import { sealed, unsealed } from "./seal.ts";

const imageListSchema = z.strictObject({
  schemaVersion: z.literal(1),
  dataset: z.strictObject({ name: z.string(), split: z.string(), sha256: z.string() }),
  /** One an image, in the split's order, as labels and predictions of records are. */
  names: z.array(z.string()).min(1),
});
/** Which file each image of a run's data set is; it lies beside the run's records. */
export type ImageList = z.output<typeof imageListSchema>;

const ending = ".images.json";

/** A run that goes on with other images than it started with. */
function otherImageListError(path: string): KnownError {
  return new KnownError(
    "other-image-list",
    `The images are not those that the run started with, which ${path} names.`,
    "Name the images that the run started with, or start a new run.",
  );
}

/** Whether a file of a run's folder is a list of images, by its name. */
export function isImageList(file: string): boolean {
  return file.endsWith(ending);
}

/** The hash that records have of a list's names. */
export function hashOfNames(names: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("hex");
}

/**
 * Writes a run's list of images, or finds it written.
 * @throws `other-image-list`, `results-not-writable`, `disk-full`
 */
export async function writeImageList(dir: string, list: ImageList): Promise<void> {
  const { name, split } = list.dataset;
  const path = join(dir, `${safeName(`${name}.${split}`)}${ending}`);
  const before = await readFile(path, "utf8").catch((error: unknown) => {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  const text = sealed(list);
  if (before === undefined) await named(path, () => writeFileWhole(path, text));
  else if (before !== text) throw otherImageListError(path);
}

/** @throws InvalidValueError, AlteredRecordError, and the system's error */
export async function readImageList(path: string): Promise<ImageList> {
  const text = await readFile(path, "utf8");
  const value = unsealed(checkJson(z.json(), text, path), path, text);
  return checkJson(imageListSchema, JSON.stringify(value), path);
}
