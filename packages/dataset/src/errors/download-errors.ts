import { KnownError } from "@vmoe-bench/contracts";

const otherWay =
  "Try again later, or get the files another way and set VMOE_BENCH_DATA to their folder.";

/** The host can't be reached, or the connection broke. */
export function downloadFailedError(
  url: string,
  reason: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError(
    "download-failed",
    `The download of ${url} failed: ${reason}.`,
    otherWay,
    options,
  );
}

/** The host answered, but not with the file. */
export function downloadRefusedError(url: string, status: number): KnownError {
  return new KnownError(
    "download-refused",
    `The host answered ${status} when asked for ${url}.`,
    otherWay,
  );
}

/** Nothing came for too long. */
export function downloadStalledError(url: string, ms: number): KnownError {
  return new KnownError(
    "download-stalled",
    `The download of ${url} brought nothing for ${ms / 1_000} s.`,
    otherWay,
  );
}

/** More came than the file can hold. */
export function downloadTooLargeError(url: string, maxBytes: number): KnownError {
  return new KnownError(
    "download-too-large",
    `The file at ${url} is larger than the ${maxBytes} bytes that it may be.`,
    otherWay,
  );
}

/** What came is not the published file. */
export function downloadAlteredError(url: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "download-altered",
    `What came from ${url} is not the published file: its SHA-256 differs.`,
    otherWay,
    options,
  );
}

/** The cache folder can't be written. */
export function cacheWriteError(path: string, reason: string): KnownError {
  return new KnownError(
    "cache-write",
    `${path} can't be written: ${reason}.`,
    "Make room there, or set VMOE_BENCH_CACHE to a folder that can be written.",
  );
}
