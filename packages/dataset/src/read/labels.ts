import { labelRangeError } from "../errors/file-errors.ts";

/**
 * @param labels one an image
 * @throws `label-range` at the first label that is not below `classes`
 */
export function requireLabels(path: string, labels: Uint8Array, classes: number): void {
  for (const [image, label] of labels.entries())
    if (label >= classes) throw labelRangeError(path, image, label, classes);
}
