import { join } from "node:path";
import { modelCost } from "@vmoe-bench/model";
import { findCard, findModel, modelFolder } from "@vmoe-bench/zoo";
import type { RunModel } from "./run-model.ts";

/** A shipped model by its name, or any folder with a card.json. */
export async function fromZoo(name: string): Promise<RunModel> {
  const card = await findCard(name);
  const { config, weights, normalisation } = card;
  return {
    id: card.id,
    shape: { kind: "vit", config },
    classes: card.classes,
    dataset: card.dataset,
    twin: card.twin ?? null,
    sha256: weights.sha256,
    weightsFile: join(await modelFolder(name), weights.file),
    inferred: [],
    normalisation: () => normalisation,
    costOf(strategy) {
      const { flops, parameters } = modelCost(config, strategy);
      return { flops, parameters, fileBytes: weights.bytes };
    },
    artifact: async () => (await findModel(name)).artifact,
  };
}
