import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { fetchedPieces, type FetchFailures } from "@vmoe-bench/files";
import { KnownError } from "@vmoe-bench/contracts";
import { written } from "../errors/cache-errors.ts";

export interface DownloadProgress {
  readonly url: string;
  readonly receivedBytes: number;
  /** Null where the host does not say. */
  readonly totalBytes: number | null;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Longest wait for the next bytes; 30 s when absent. */
  readonly stallMs?: number | undefined;
}

/**
 * Fetches a URL into a file. When it fails, a part of the file stays behind.
 * @param maxBytes that are written at most
 * @returns SHA-256 of what was written
 * @throws `download-failed`, `download-refused`, `download-stalled`, `download-too-large`,
 *   `cache-write`, and the signal's reason when that aborts
 */
export async function download(
  url: string,
  target: string,
  maxBytes: number,
  options: DownloadOptions,
): Promise<string> {
  const hash = createHash("sha256");
  let receivedBytes = 0;
  const file = await written(target, open(target, "w"));
  try {
    for await (const { bytes, totalBytes } of fetchedPieces(url, failuresOf(url), options)) {
      receivedBytes += bytes.length;
      if (Math.max(receivedBytes, totalBytes ?? 0) > maxBytes)
        throw downloadTooLargeError(url, maxBytes);
      hash.update(bytes);
      // Unlike `write`, `writeFile` goes on until all bytes are written, after those before.
      await written(target, file.writeFile(bytes));
      options.onProgress?.({ url, receivedBytes, totalBytes });
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

function failuresOf(url: string): FetchFailures {
  return {
    stalled: (stallMs) => downloadStalledError(url, stallMs),
    refused: (status) => downloadRefusedError(url, status),
    failed: (reason, cause) => downloadFailedError(url, reason, { cause }),
  };
}

const otherWay =
  "Try again later, or get the files another way and set VMOE_BENCH_DATA to their folder.";

/** The host can't be reached, or the connection broke. */
function downloadFailedError(url: string, reason: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "download-failed",
    `The download of ${url} failed: ${reason}.`,
    otherWay,
    options,
  );
}

/** The host answered, but not with the file. */
function downloadRefusedError(url: string, status: number): KnownError {
  return new KnownError(
    "download-refused",
    `The host answered ${status} when asked for ${url}.`,
    otherWay,
  );
}

/** Nothing came for too long. */
function downloadStalledError(url: string, ms: number): KnownError {
  return new KnownError(
    "download-stalled",
    `The download of ${url} brought nothing for ${ms / 1_000} s.`,
    otherWay,
  );
}

/** More came than the file can hold. */
function downloadTooLargeError(url: string, maxBytes: number): KnownError {
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
