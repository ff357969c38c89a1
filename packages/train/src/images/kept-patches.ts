import { shuffled } from "@vmoe-bench/dataset";
import { mix } from "../random.ts";

/**
 * PatchDropout (Liu and others, 2023): the patches that each image of a batch keeps, drawn for each
 * by itself. The work of attention and MLPs falls as the patches do.
 * @param images indexes of the batch's images
 * @param patches N, of an image
 * @param seed of the epoch
 * @returns [B·T] with T = (1 − rate)·N, at least 1
 */
export function keptPatches(
  images: Int32Array,
  patches: number,
  rate: number,
  seed: number,
): Int32Array {
  const T = Math.max(1, Math.round((1 - rate) * patches));
  const kept = new Int32Array(images.length * T);
  for (const [position, image] of images.entries())
    kept.set(shuffled(patches, mix(seed, "patches", image)).subarray(0, T), position * T);
  return kept;
}
