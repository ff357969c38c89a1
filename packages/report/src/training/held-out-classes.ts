import { decodeClasses, type TrainingResult } from "@vmoe-bench/contracts";

/** Each held-out image's class, and what the model said that it is. */
export function heldOutClasses({ config, heldOut }: TrainingResult): {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
} {
  const read = (text: string) => decodeClasses(text, config.classes);
  return { labels: read(heldOut.labels), predicted: read(heldOut.predicted) };
}
