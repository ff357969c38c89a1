import type { TrainingResult } from "@vmoe-bench/contracts";

/** The classes of the held-out images, and what the model said they are. */
export function heldOutClasses({ heldOut: { images, labels, predicted } }: TrainingResult): {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
} {
  const decoded = (text: string) => {
    const bytes = Buffer.from(text, "base64");
    if (bytes.length === images) return [...bytes];
    return Array.from({ length: images }, (_, i) => bytes.readUInt16LE(2 * i));
  };
  return { labels: decoded(labels), predicted: decoded(predicted) };
}
