import { KnownError } from "@vmoe-bench/contracts";

const fetchAgain =
  "Get the file again from the data set's source, or name another folder with VMOE_BENCH_DATA.";

/**
 * None of the places that were looked in has the data set.
 *
 * @param remedy how this data set can be had
 */
export function datasetNotFoundError(
  title: string,
  split: string,
  folders: readonly string[],
  remedy: string,
): KnownError {
  return new KnownError(
    "dataset-not-found",
    `The ${split} images of ${title} are in none of: ${folders.join(", ")}.`,
    remedy,
  );
}

/** A folder lacks a file of the data set. */
export function missingFileError(folder: string, names: readonly string[]): KnownError {
  const files = names.map((name) => `${name}[.gz]`).join(", ");
  return new KnownError(
    "missing-file",
    `The folder ${folder} has no ${files}.`,
    "Put the files there, plain or gzipped, or name another folder.",
  );
}

/** A file is there and the system does not let us read it. */
export class UnreadableFileError extends KnownError {
  /** @param reason the system's code, such as EACCES */
  constructor(path: string, reason: string) {
    super(
      "unreadable-file",
      `The file ${path} can't be read (${reason}).`,
      "Check that it is a file, and that you may read it.",
    );
  }
}

/** The file ends before its content does. */
export function truncatedFileError(path: string, detail: string): KnownError {
  return new KnownError("truncated-file", `The file ${path} is cut short: ${detail}.`, fetchAgain);
}

/**
 * The file holds more than the data set's file does.
 *
 * @param bytes that it should hold, unpacked
 */
export function oversizedFileError(path: string, bytes: number): KnownError {
  return new KnownError(
    "oversized-file",
    `The file ${path} holds more than the ${bytes} bytes that it should.`,
    fetchAgain,
  );
}

/** The name ends in .gz and the content is something else. */
export function notGzipError(path: string): KnownError {
  return new KnownError(
    "not-gzip",
    `The file ${path} is not gzipped, though its name says so.`,
    "Take .gz off its name if it was unpacked already, else get the file again.",
  );
}

/** The gzip stream contradicts itself. */
export function damagedGzipError(path: string, reason: string): KnownError {
  return new KnownError(
    "damaged-gzip",
    `The gzip file ${path} is damaged (${reason}).`,
    fetchAgain,
  );
}

/** A well-formed file of another kind or with images of another size or number. */
export function wrongLayoutError(path: string, expected: string, found: string): KnownError {
  return new KnownError(
    "wrong-layout",
    `The file ${path} should hold ${expected}, and holds ${found}.`,
    fetchAgain,
  );
}

/** A label that no class has. */
export function labelRangeError(
  path: string,
  image: number,
  label: number,
  classes: number,
): KnownError {
  return new KnownError(
    "label-range",
    `The file ${path} gives image ${image} the label ${label}, and there are only ${classes} classes.`,
    fetchAgain,
  );
}

/** The right form, and not the published content. */
export class AlteredFileError extends KnownError {
  constructor(path: string, expected: string, found: string) {
    super(
      "altered-file",
      `The content of ${path} has the SHA-256 ${found}, and the published file has ${expected}.`,
      fetchAgain,
    );
  }
}

/** A data set of image files whose folder nobody named. */
export function imagesFolderError(name: string): KnownError {
  return new KnownError(
    "images-folder",
    `The images of "${name}" are not one of the data sets that come with a name.`,
    "Say with --data where they are.",
  );
}
