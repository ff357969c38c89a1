import type { ImageRecipe, ModelCard } from "@vmoe-bench/contracts";
import { ImageChannelsError } from "./errors.ts";

/** Of models that were trained here on images of their own size: the whole picture. */
const whole = { cropPart: 1, interpolation: "bicubic", resize: "shortest-side" } as const;

/**
 * How pictures become a model's input, by its card.
 * @throws ImageChannelsError
 */
export function recipeOf({ id, config, training }: ModelCard): ImageRecipe {
  const { channels, imageSize: size } = config;
  if (channels !== 1 && channels !== 3) throw new ImageChannelsError(id, channels);
  const input = training.kind === "imported" ? training.input : whole;
  return { ...input, channels, size };
}
