import { oversizedFileError, truncatedFileError, wrongLayoutError } from "../errors/file-errors.ts";
import type { Content } from "./content.ts";

/** Third byte of the header: unsigned bytes. */
const unsignedBytes = 0x08;

/**
 * Reads an IDX file of bytes: 0, 0, type, rank, then each dimension as a big-endian uint32, then
 * the values. Source of the format: http://yann.lecun.com/exdb/mnist/.
 * @param dims that the file must have, e.g. [10000,28,28]
 * @returns the values, row-major, as a view of the content
 * @throws `wrong-layout`, `truncated-file`, `oversized-file`
 */
export function parseIdx({ path, bytes }: Content, dims: readonly number[]): Uint8Array {
  const headerBytes = 4 + 4 * dims.length;
  if (bytes.length < 4) throw truncatedFileError(path, "its header is missing");
  const [zero0, zero1, type, rank] = bytes;
  const expected = `bytes of shape [${dims.join(",")}] in IDX format`;
  if (zero0 !== 0 || zero1 !== 0 || type !== unsignedBytes)
    throw wrongLayoutError(path, expected, "something else");
  if (rank !== dims.length) throw wrongLayoutError(path, expected, `${rank} dimensions`);
  if (bytes.length < headerBytes) throw truncatedFileError(path, "its header is missing");

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = dims.map((_, i) => view.getUint32(4 + 4 * i));
  if (found.some((size, i) => size !== dims[i]))
    throw wrongLayoutError(path, expected, `the shape [${found.join(",")}]`);

  const total = headerBytes + dims.reduce((a, b) => a * b, 1);
  if (bytes.length < total)
    throw truncatedFileError(path, `${bytes.length} bytes of ${total} are there`);
  if (bytes.length > total) throw oversizedFileError(path, total);
  return bytes.subarray(headerBytes);
}
