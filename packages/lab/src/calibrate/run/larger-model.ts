import { vitConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { findCard, writeModel } from "@vmoe-bench/models/zoo";
import { shippedModel } from "./real-blocks.ts";

/**
 * A model of the size that edge devices run: 12 layers of width 192 and 197 tokens, as a ViT-Tiny of
 * 224 x 224 pixels has, but with patches of 2 for the shipped images of 28 x 28. Random weights take as
 * long as trained ones.
 */
export async function writeLargerModel(folder: string): Promise<void> {
  const shipped = await findCard(shippedModel);
  const config = vitConfigSchema.parse({
    ...shipped.config,
    patch: 2,
    width: 192,
    depth: 12,
    heads: 3,
    mlpWidth: 768,
    classToken: true,
    pool: "class",
  });
  const card = { ...shipped, id: "vit-12x192", description: "Random weights.", config };
  await writeModel(folder, card, randomWeights(config, 1));
}
