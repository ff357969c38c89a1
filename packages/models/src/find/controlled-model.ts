import type { Arm, DefinedArtifact, Tensor } from "@vmoe-bench/contracts";
import { findRunModel } from "./find-run-model.ts";
import type { RunModel } from "./run-model.ts";

/** A router's logit that leaves the others nothing: e^-30 of the probability. */
const certain = 30;

/** An arm's model, with its router frozen on expert 0 where the arm is that control (rule 15). */
export async function modelOfArm({ model, control }: Arm): Promise<RunModel> {
  const found = await findRunModel(model);
  if (control !== "frozen-router") return found;
  return {
    ...found,
    async artifact() {
      const artifact = await found.artifact();
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
