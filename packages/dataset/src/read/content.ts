import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { createHash } from "node:crypto";
import {
  damagedGzipError,
  notGzipError,
  oversizedFileError,
  truncatedFileError,
  UnreadableFileError,
} from "../errors/file-errors.ts";

/** A file's unpacked bytes, and where they came from for messages. */
export interface Content {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const unpack = promisify(gunzip);
/** Pieces that zlib hands over; its default of 16 KiB makes large files slow. */
const chunkSize = 1 << 20;

/**
 * Reads a file, unpacked where its name ends in `.gz`. Never holds more than `maxBytes` unpacked.
 * @throws UnreadableFileError, `not-gzip`, `truncated-file`, `damaged-gzip`, `oversized-file`
 */
export async function readContent(
  path: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Content> {
  const gzipped = path.endsWith(".gz");
  // Deflate grows what it can't shrink by far less than this.
  const stored = await readBounded(path, gzipped ? maxBytes * 1.01 + 65_536 : maxBytes, signal);
  if (stored === undefined) throw oversizedFileError(path, maxBytes);
  if (!gzipped) return { path, bytes: stored };
  if (stored.length < 2) throw truncatedFileError(path, "it is no whole gzip file");
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) throw notGzipError(path);
  return { path, bytes: await gunzipBounded(path, stored, maxBytes) };
}

async function readBounded(
  path: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  try {
    const status = await stat(path);
    if (!status.isFile()) throw new UnreadableFileError(path, "it is not a file");
    if (status.size > maxBytes) return undefined;
    return plain(await readFile(path, signal === undefined ? {} : { signal }));
  } catch (error) {
    signal?.throwIfAborted();
    const code = systemErrorCode(error);
    throw error instanceof UnreadableFileError || code === undefined
      ? error
      : new UnreadableFileError(path, code);
  }
}

async function gunzipBounded(path: string, stored: Uint8Array, maxBytes: number) {
  try {
    return plain(await unpack(stored, { maxOutputLength: maxBytes, chunkSize }));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") throw oversizedFileError(path, maxBytes);
    if (code === "Z_BUF_ERROR") throw truncatedFileError(path, "it is no whole gzip file");
    throw damagedGzipError(path, messageOf(error));
  }
}

/** Without what a Buffer does differently, such as a `slice` that does not copy. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** In hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
