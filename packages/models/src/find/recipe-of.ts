import type { ModelRecipe, ModelCard } from "@vmoe-bench/contracts";
import { imageChannelsError } from "./errors.ts";

/**
 * How pictures become a model's input, by its card.
 * @throws `image-channels`
 */
export function recipeOf({ id, config, training }: ModelCard): ModelRecipe {
  const { channels, imageSize: size } = config;
  if (channels !== 1 && channels !== 3) throw imageChannelsError(id, channels);
  return { ...training.input, channels, size };
}
