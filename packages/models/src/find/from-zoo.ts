import { createHash } from "node:crypto";
import { join } from "node:path";
import { modelCost } from "@vmoe-bench/model";
import { denormalsIn } from "../onnx-file/count/denormals.ts";
import { modelFolder } from "../zoo/zoo.ts";
import { recipeOf } from "./recipe-of.ts";
import { importNotes } from "./from-checkpoint.ts";
import { findCard, findModel, resolved } from "./find-model.ts";
import type { RunModel } from "./run-model.ts";

/** A shipped model by its name, or any folder with a card.json. */
export async function fromZoo(name: string): Promise<RunModel> {
  const card = await findCard(name);
  const { config, weights, normalisation } = card;
  const folder = await modelFolder(await resolved(name));
  return {
    id: card.id,
    shape: { kind: "defined", config },
    classes: card.classes,
    background: false,
    describedBy: null,
    // An imported model may not say what it was trained on.
    dataset: card.dataset === "unknown" ? null : card.dataset,
    baseline: card.baseline ?? null,
    sha256: weights.sha256,
    graphSha256: createHash("sha256").update(JSON.stringify(config)).digest("hex"),
    weightsFile: join(folder, weights.file),
    inferred: await importNotes(folder),
    normalisation: () => normalisation,
    recipe: () => recipeOf(card),
    costOf(strategy) {
      const { flops, parameters } = modelCost(config, strategy);
      return { flops, parameters, fileBytes: weights.bytes };
    },
    async denormals() {
      const { weights: tensors } = (await findModel(name)).artifact;
      return [...tensors.values()].reduce((sum, { data }) => sum + denormalsIn(data), 0);
    },
    artifact: async () => (await findModel(name)).artifact,
  };
}
