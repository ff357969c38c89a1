import { isViT, UnsupportedError, type ModelConfig, type ViTConfig } from "@vmoe-bench/contracts";

/**
 * The config of a model that can be cut in a trunk and tails.
 * @throws UnsupportedError
 */
export function splittable(config: ModelConfig, id: string): ViTConfig {
  if (isViT(config)) return config;
  throw new UnsupportedError(
    `A model is split where tokens are all that goes on; "${id}" hands on a feature map as well.`,
    `Use "branch" or "gather".`,
  );
}
