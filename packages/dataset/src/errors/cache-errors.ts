import { KnownError } from "@vmoe-bench/contracts";
import { whyNotWritten } from "@vmoe-bench/files";

/** Decoded images take more than there is room for. */
export function cacheRoomError(
  folder: string,
  bytes: number,
  room: number,
  of: "the limit" | "the disk",
): KnownError {
  return new KnownError(
    "cache-room",
    `The decoded images take ${gigabytes(bytes)}, and ${of} leaves ${gigabytes(room)} in ${folder}.`,
    of === "the limit"
      ? "Raise the limit with VMOE_BENCH_DECODED_GB, or take fewer images with --images."
      : "Free some space, set VMOE_BENCH_CACHE to a folder on another disk, or take fewer images with --images.",
  );
}

/** Decoded images that were made ready are not there any more, or not whole. */
export class BrokenDecodedError extends KnownError {
  constructor(folder: string, problem: string) {
    super(
      "broken-decoded",
      `The decoded images in ${folder} ${problem}.`,
      "Remove that folder and start again: they are decoded anew.",
    );
  }
}

/** An operation on the number of images that a run needs. */
export function tooFewImagesError(root: string, wanted: number, found: number): KnownError {
  return new KnownError(
    "too-few-images",
    `${wanted} images were asked for, and ${root} has ${found} that can be used.`,
    `Ask for at most ${found} with --images.`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The cache folder can't be written. */
export function cacheWriteError(path: string, reason: string): KnownError {
  return new KnownError(
    "cache-write",
    `${path} can't be written: ${reason}.`,
    "Make room there, or set VMOE_BENCH_CACHE to a folder that can be written.",
  );
}

/**
 * The result of a write to `path`.
 * @throws `cache-write` when it fails
 */
export async function written<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw cacheWriteError(path, whyNotWritten(error));
  }
}
