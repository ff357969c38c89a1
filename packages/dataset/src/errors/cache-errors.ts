import { KnownError } from "@vmoe-bench/contracts";

/** Decoded images take more than there is room for. */
export class CacheRoomError extends KnownError {
  override readonly code = "cache-room";

  constructor(folder: string, bytes: number, room: number, of: "the limit" | "the disk") {
    super(
      `The decoded images take ${gigabytes(bytes)}, and ${of} leaves ${gigabytes(room)} in ${folder}.`,
      of === "the limit"
        ? "Raise the limit with VMOE_BENCH_DECODED_GB, or take fewer images with --images."
        : "Free some space, set VMOE_BENCH_CACHE to a folder on another disk, or take fewer images with --images.",
    );
  }
}

/** Decoded images that were made ready are not there any more, or not whole. */
export class BrokenDecodedError extends KnownError {
  override readonly code = "broken-decoded";

  constructor(folder: string, problem: string) {
    super(
      `The decoded images in ${folder} ${problem}.`,
      "Remove that folder and start again: they are decoded anew.",
    );
  }
}

/** An operation on the number of images that a run needs. */
export class TooFewImagesError extends KnownError {
  override readonly code = "too-few-images";

  constructor(root: string, wanted: number, found: number) {
    super(
      `${wanted} images were asked for, and ${root} has ${found} that can be used.`,
      `Ask for at most ${found} with --images.`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
