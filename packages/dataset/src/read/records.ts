import {
  labelRangeError,
  oversizedFileError,
  truncatedFileError,
  wrongLayoutError,
} from "../errors/file-errors.ts";
import type { Content } from "./content.ts";

/** One image of a CIFAR file: a byte for each kind of label, then the pixels, channel after channel. */
export interface RecordLayout {
  /** Number of classes of each label byte: [10], or [20,100] for coarse and fine. */
  readonly labelClasses: readonly number[];
  /** C x H x W */
  readonly imageBytes: number;
}

export interface Records {
  /** One array [count] for each label byte. */
  readonly labels: readonly Uint8Array[];
  /** [count,C,H,W] */
  readonly pixels: Uint8Array;
}

export function recordBytes({ labelClasses, imageBytes }: RecordLayout): number {
  return labelClasses.length + imageBytes;
}

/**
 * Reads a file of CIFAR's binary version. Source: https://www.cs.toronto.edu/~kriz/cifar.html.
 * @throws `truncated-file`, `oversized-file`, `label-range`
 */
export function parseRecords(
  { path, bytes }: Content,
  count: number,
  layout: RecordLayout,
): Records {
  const { labelClasses, imageBytes } = layout;
  const stride = recordBytes(layout);
  if (bytes.length < count * stride) {
    const whole = Math.floor(bytes.length / stride);
    throw truncatedFileError(path, `${whole} images of ${count} are whole`);
  }
  if (bytes.length > count * stride) throw oversizedFileError(path, count * stride);

  const labels = labelClasses.map((classes, column) => {
    const values = Uint8Array.from({ length: count }, (_, i) => bytes[i * stride + column] ?? 0);
    requireLabels(path, values, classes);
    return values;
  });
  const pixels = new Uint8Array(count * imageBytes);
  for (let i = 0; i < count; i++) {
    const start = i * stride + labelClasses.length;
    pixels.set(bytes.subarray(start, start + imageBytes), i * imageBytes);
  }
  return { labels, pixels };
}

/**
 * @param labels one an image
 * @throws `label-range` at the first label that is not below `classes`
 */
export function requireLabels(path: string, labels: Uint8Array, classes: number): void {
  for (const [image, label] of labels.entries())
    if (label >= classes) throw labelRangeError(path, image, label, classes);
}

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
  const sizes = dims.map((_, i) => view.getUint32(4 + 4 * i));
  if (sizes.some((size, i) => size !== dims[i]))
    throw wrongLayoutError(path, expected, `the shape [${sizes.join(",")}]`);

  const total = headerBytes + dims.reduce((a, b) => a * b, 1);
  if (bytes.length < total)
    throw truncatedFileError(path, `${bytes.length} bytes of ${total} are there`);
  if (bytes.length > total) throw oversizedFileError(path, total);
  return bytes.subarray(headerBytes);
}
