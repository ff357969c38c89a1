import type { FoundImages } from "@vmoe-bench/dataset/images";
import { labelShiftError } from "./errors.ts";
import { bareNumbers } from "./model-labels.ts";

/**
 * Images whose labels are bare numbers, with this added to each.
 * @throws `label-shift` for labels that have names, or would be below 0
 */
export function withLabelShift(found: FoundImages, shift: number): FoundImages {
  if (shift === 0) return found;
  const { root, classes, images } = found;
  const numbers = classes === null ? images.map(({ label }) => label) : bareNumbers(classes);
  if (numbers === null) throw labelShiftError(root, "they are names, and no numbers");
  const least = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  if (least + shift < 0) throw labelShiftError(root, `${least} would become ${least + shift}`);
  if (classes !== null)
    return { ...found, classes: numbers.map((number) => String(number + shift)) };
  return {
    ...found,
    images: images.map((image) => ({ ...image, label: image.label + shift })),
  };
}
