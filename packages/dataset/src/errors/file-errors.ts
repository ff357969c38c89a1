import { KnownError } from "@vmoe-bench/contracts";

const fetchAgain =
  "Get the file again from the data set's source, or name another folder with VMOE_BENCH_DATA.";

/** None of the places that were looked in has the data set. */
export class DatasetNotFoundError extends KnownError {
  override readonly code = "dataset-not-found";

  /** @param remedy how this data set can be had */
  constructor(title: string, split: string, folders: readonly string[], remedy: string) {
    super(`The ${split} images of ${title} are in none of: ${folders.join(", ")}.`, remedy);
  }
}

/** A folder lacks a file of the data set. */
export class MissingFileError extends KnownError {
  override readonly code = "missing-file";

  constructor(folder: string, names: readonly string[]) {
    const files = names.map((name) => `${name}[.gz]`).join(", ");
    super(
      `The folder ${folder} has no ${files}.`,
      "Put the files there, plain or gzipped, or name another folder.",
    );
  }
}

/** A file is there and the system does not let us read it. */
export class UnreadableFileError extends KnownError {
  override readonly code = "unreadable-file";

  /** @param reason the system's code, such as EACCES */
  constructor(path: string, reason: string) {
    super(
      `The file ${path} can't be read (${reason}).`,
      "Check that it is a file, and that you may read it.",
    );
  }
}

/** The file ends before its content does. */
export class TruncatedFileError extends KnownError {
  override readonly code = "truncated-file";

  constructor(path: string, detail: string) {
    super(`The file ${path} is cut short: ${detail}.`, fetchAgain);
  }
}

/** The file holds more than the data set's file does. */
export class OversizedFileError extends KnownError {
  override readonly code = "oversized-file";

  /** @param bytes that it should hold, unpacked */
  constructor(path: string, bytes: number) {
    super(`The file ${path} holds more than the ${bytes} bytes that it should.`, fetchAgain);
  }
}

/** The name ends in .gz and the content is something else. */
export class NotGzipError extends KnownError {
  override readonly code = "not-gzip";

  constructor(path: string) {
    super(
      `The file ${path} is not gzipped, though its name says so.`,
      "Take .gz off its name if it was unpacked already, else get the file again.",
    );
  }
}

/** The gzip stream contradicts itself. */
export class DamagedGzipError extends KnownError {
  override readonly code = "damaged-gzip";

  constructor(path: string, reason: string) {
    super(`The gzip file ${path} is damaged (${reason}).`, fetchAgain);
  }
}

/** A well-formed file of another kind or with images of another size or number. */
export class WrongLayoutError extends KnownError {
  override readonly code = "wrong-layout";

  constructor(path: string, expected: string, found: string) {
    super(`The file ${path} should hold ${expected}, and holds ${found}.`, fetchAgain);
  }
}

/** A label that no class has. */
export class LabelRangeError extends KnownError {
  override readonly code = "label-range";

  constructor(path: string, image: number, label: number, classes: number) {
    super(
      `The file ${path} gives image ${image} the label ${label}, and there are only ${classes} classes.`,
      fetchAgain,
    );
  }
}

/** The right form, and not the published content. */
export class AlteredFileError extends KnownError {
  override readonly code = "altered-file";

  constructor(path: string, expected: string, found: string) {
    super(
      `The content of ${path} has the SHA-256 ${found}, and the published file has ${expected}.`,
      fetchAgain,
    );
  }
}
