import type { ModelRecipe, ModelCard } from "@vmoe-bench/contracts";
import { ImageChannelsError } from "./errors.ts";

/**
 * How pictures become a model's input, by its card.
 * @throws ImageChannelsError
 */
export function recipeOf({ id, config, training }: ModelCard): ModelRecipe {
  const { channels, imageSize: size } = config;
  if (channels !== 1 && channels !== 3) throw new ImageChannelsError(id, channels);
  return { ...training.input, channels, size };
}
