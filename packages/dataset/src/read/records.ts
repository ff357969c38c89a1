import { oversizedFileError, truncatedFileError } from "../errors/file-errors.ts";
import type { Content } from "./content.ts";
import { requireLabels } from "./labels.ts";

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
