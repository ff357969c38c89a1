import { createHash } from "node:crypto";
import { join } from "node:path";
import { modelCost } from "@vmoe-bench/model";
import type { Arm, DefinedArtifact, Tensor } from "@vmoe-bench/contracts";
import { fromOnnx } from "./from-onnx.ts";
import { recipeOf, type RunModel } from "./run-model.ts";
import { denormalsIn } from "../onnx-file/count/numbers.ts";
import { modelFolder } from "../zoo/zoo.ts";
import { importNotes } from "./from-checkpoint.ts";
import { findCard, findModel, resolved } from "./find-model.ts";

/**
 * A model by what the user wrote.
 * @throws what is wrong with the model; `unknown-name` with the nearest names
 */
export async function findRunModel(name: string): Promise<RunModel> {
  return (await fromOnnx(name)) ?? fromZoo(name);
}

/** A shipped model by its name, or any folder with a card.json. */
async function fromZoo(name: string): Promise<RunModel> {
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

/** A router's logit that leaves the others nothing: e^-30 of the probability. */
const certain = 30;

/** An arm's model, with its router frozen on expert 0 where the arm is that control (rule 15). */
export async function modelOfArm({ model, control }: Arm): Promise<RunModel> {
  const plain = await findRunModel(model);
  if (control !== "frozen-router") return plain;
  return {
    ...plain,
    async artifact() {
      const artifact = await plain.artifact();
      return artifact.kind === "defined" ? withFrozenRouter(artifact) : artifact;
    },
  };
}

/** Every router says expert 0 whatever it reads: weights of 0, and a bias for that expert alone. */
export function withFrozenRouter(artifact: DefinedArtifact): DefinedArtifact {
  const weights = new Map(
    [...artifact.weights].map(([name, tensor]) => [name, frozen(name, tensor)] as const),
  );
  return { ...artifact, weights };
}

function frozen(name: string, { dims, data }: Tensor): Tensor {
  if (/(^|\.)router\.weight$/.test(name)) return { dims, data: new Float32Array(data.length) };
  if (!/(^|\.)router\.bias$/.test(name)) return { dims, data };
  const bias = new Float32Array(data.length);
  bias[0] = certain;
  return { dims, data: bias };
}
