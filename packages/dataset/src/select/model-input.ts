import type { ImageBatch, Normalisation, RawImages } from "@vmoe-bench/contracts";
import type { StoredImages } from "../stored/run-split.ts";
import { gather } from "./gather.ts";
import { inLayout } from "./in-layout.ts";
import { normalise } from "./normalise.ts";

/** What a model takes. */
export interface InputForm {
  readonly normalisation: Normalisation;
  readonly layout: "nchw" | "nhwc";
}

/**
 * The images at these positions as a model's input.
 * @throws `image-index`, `channels`
 */
export function modelInput(
  images: RawImages | StoredImages,
  indexes: ArrayLike<number>,
  { normalisation, layout }: InputForm,
): ImageBatch {
  return inLayout(normalise(gather(images, indexes), normalisation), layout);
}
