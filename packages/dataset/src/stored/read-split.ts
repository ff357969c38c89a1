import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  checkJson,
  decodeLabels,
  KnownError,
  messageOf,
  splitBytes,
  splitFiles,
  splitInfoSchema,
  type SplitInfo,
} from "@vmoe-bench/contracts";
import type { RunSplit } from "./run-split.ts";
import { openStoredImages } from "./stored-images.ts";

/** A split that was written for a run is not there any more, or not whole. */
function brokenSplitError(folder: string, problem: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "broken-split",
    `The images in ${folder} ${problem}.`,
    "Run the suite again: they are written anew.",
    options,
  );
}

/**
 * What a split's folder says of it.
 * @throws `broken-split`
 */
export function readSplitInfo(folder: string): SplitInfo {
  const path = join(folder, splitFiles.info);
  try {
    return checkJson(splitInfoSchema, readFileSync(path, "utf8"), path);
  } catch (error) {
    throw brokenSplitError(folder, `can't be read (${messageOf(error)})`, { cause: error });
  }
}

/**
 * A split in a folder; its images are read when they are asked for.
 * @throws `broken-split` for what is missing or of the wrong size
 */
export function readSplit(folder: string): RunSplit {
  const about = readSplitInfo(folder);
  const { name, split, count, channels, height, width, classes, sha256, decoding } = about;
  const wanted = splitBytes(about);
  const file = join(folder, splitFiles.images);
  const labels = contentOf(folder, () => readFileSync(join(folder, splitFiles.labels)));
  const imageBytes = contentOf(folder, () => statSync(file).size);
  if (labels.length !== wanted.labels || imageBytes !== wanted.images)
    throw brokenSplitError(folder, "are not whole");
  const form = { count, channels, height, width };
  const whenShort = () => brokenSplitError(folder, "became shorter while they were read");
  return {
    info: { name, classes, channels, height, width },
    split,
    count,
    labels: decodeLabels(labels, classes.length),
    images: openStoredImages(file, form, whenShort),
    sha256,
    ...(decoding === undefined ? {} : { decoding }),
  };
}

function contentOf<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw brokenSplitError(folder, `can't be read (${messageOf(error)})`, { cause: error });
  }
}
