import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { messageOf } from "@vmoe-bench/contracts";
import {
  DownloadFailedError,
  DownloadRefusedError,
  DownloadStalledError,
  DownloadTooLargeError,
} from "../errors/download-errors.ts";
import { written } from "./written.ts";

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
 * @throws DownloadFailedError, DownloadRefusedError, DownloadStalledError, DownloadTooLargeError,
 *   CacheWriteError, and the signal's reason when that aborts
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
    for await (const { bytes, totalBytes } of pieces(url, options)) {
      receivedBytes += bytes.length;
      if (Math.max(receivedBytes, totalBytes ?? 0) > maxBytes)
        throw new DownloadTooLargeError(url, maxBytes);
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

interface Piece {
  readonly bytes: Uint8Array;
  readonly totalBytes: number | null;
}

async function* pieces(url: string, options: DownloadOptions): AsyncGenerator<Piece> {
  const stallMs = options.stallMs ?? 30_000;
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new DownloadStalledError(url, stallMs)), stallMs);
  const signal = AbortSignal.any([stalled.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const response = await fetch(url, { signal, headers: { "accept-encoding": "identity" } });
    if (response.status !== 200) throw new DownloadRefusedError(url, response.status);
    const totalBytes = contentLength(response.headers);
    for await (const bytes of response.body ?? []) {
      timer.refresh();
      if (bytes instanceof Uint8Array) yield { bytes, totalBytes };
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DownloadRefusedError
      ? error
      : new DownloadFailedError(url, networkReason(error), { cause: error });
  } finally {
    clearTimeout(timer);
    stalled.abort();
  }
}

function contentLength(headers: Headers): number | null {
  const text = headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** What `fetch` hides in the cause of its "fetch failed" and "terminated". */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== "" ? cause.message : messageOf(error);
}
