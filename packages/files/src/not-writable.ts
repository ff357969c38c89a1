import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";

/** A file can't be written; the one that was there before is kept. */
export class FileNotWritableError extends KnownError {
  constructor(file: string, why: string, options?: ErrorOptions) {
    super(
      "file-not-writable",
      `${file} can't be written: ${why}. What was there before is kept.`,
      "Make room or give a folder that can be written, then start it again: what can go on goes on.",
      { ...options, exitCode: 1 },
    );
  }
}

const full = "there is no space left on the disk";
const forbidden = "permission is denied";
const notFolder = "a part of the path is a file";
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: "the file system is read-only",
  ENOENT: "its folder is not there and can't be made",
  EISDIR: "there is a folder of that name",
  EBUSY: "there is a folder of that name",
  ENOTDIR: notFolder,
  EEXIST: notFolder,
};

/** In words where the system's code has some. */
export function whyNotWritten(error: unknown): string {
  const cause = systemCause(error);
  return reasons[systemErrorCode(cause) ?? ""] ?? messageOf(cause);
}

/** The system's own error of a write that failed. */
export function systemCause(error: unknown): unknown {
  return error instanceof FileNotWritableError ? error.cause : error;
}
