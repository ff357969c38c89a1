import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { BadImageError } from "../../errors/image-errors.ts";
import type { ImageSource } from "../found.ts";
import { limits } from "../limits.ts";

/** A pipe under an image's name would be waited for without end. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The encoded bytes of an image.
 * @throws BadImageError
 */
export async function readSource(source: ImageSource): Promise<Uint8Array> {
  try {
    const file = await open(source.path, withoutWaiting);
    try {
      const { size } = await file.stat();
      const [offset, bytes] = source.kind === "part" ? [source.offset, source.bytes] : [0, size];
      if (bytes > limits.fileBytes)
        throw new BadImageError(`is larger than ${limits.fileBytes / 2 ** 20} MiB`);
      const buffer = new Uint8Array(bytes);
      const { bytesRead } = await file.read(buffer, 0, bytes, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof BadImageError || code === undefined) throw error;
    throw new BadImageError(`can't be read (${code})`);
  }
}
