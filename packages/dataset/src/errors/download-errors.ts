import { KnownError } from "@vmoe-bench/contracts";

const otherWay =
  "Try again later, or get the files another way and set VMOE_BENCH_DATA to their folder.";

/** The host can't be reached, or the connection broke. */
export class DownloadFailedError extends KnownError {
  override readonly code = "download-failed";

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`The download of ${url} failed: ${reason}.`, otherWay, options);
  }
}

/** The host answered, but not with the file. */
export class DownloadRefusedError extends KnownError {
  override readonly code = "download-refused";

  constructor(url: string, status: number) {
    super(`The host answered ${status} when asked for ${url}.`, otherWay);
  }
}

/** Nothing came for too long. */
export class DownloadStalledError extends KnownError {
  override readonly code = "download-stalled";

  constructor(url: string, ms: number) {
    super(`The download of ${url} brought nothing for ${ms / 1_000} s.`, otherWay);
  }
}

/** More came than the file can hold. */
export class DownloadTooLargeError extends KnownError {
  override readonly code = "download-too-large";

  constructor(url: string, maxBytes: number) {
    super(`The file at ${url} is larger than the ${maxBytes} bytes that it may be.`, otherWay);
  }
}

/** What came is not the published file. */
export class DownloadAlteredError extends KnownError {
  override readonly code = "download-altered";

  constructor(url: string, options?: ErrorOptions) {
    super(
      `What came from ${url} is not the published file: its SHA-256 differs.`,
      otherWay,
      options,
    );
  }
}

/** The cache folder can't be written. */
export class CacheWriteError extends KnownError {
  override readonly code = "cache-write";

  constructor(path: string, reason: string) {
    super(
      reason === "ENOSPC" || reason === "EDQUOT"
        ? `There is no room left on the disk to write ${path}.`
        : `Can't write ${path} (${reason}).`,
      "Free some space, or set VMOE_BENCH_CACHE to a folder that can be written.",
    );
  }
}
