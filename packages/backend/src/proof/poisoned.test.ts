import { vitConfigSchema, type DefinedArtifact } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { poisoned } from "./poison-proof.ts";

function model(routing: "image" | "token"): DefinedArtifact {
  const config = vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 8,
    depth: 3,
    heads: 2,
    mlpWidth: 16,
    classes: 3,
    moe: { experts: 4, layers: 2, routing },
  });
  return { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) };
}

/** Whether each expert's first biases [E,H] in a layer are NaN. */
function poisonIn({ weights }: DefinedArtifact, layer: number): boolean[] {
  const bias = weights.get(`blocks.${layer}.mlp.fc1.bias`)?.data ?? [];
  return Array.from({ length: 4 }, (_, e) => Number.isNaN(bias[e * 16]));
}

describe("poisoned", () => {
  it("leaves the chosen experts and all that is shared", () => {
    const after = poisoned(model("image"), [new Set([2])]);
    expect(poisonIn(after, 1)).toEqual([true, true, false, true]);
    expect(poisonIn(after, 2)).toEqual([true, true, false, true]);
    expect(after.weights.get("blocks.0.mlp.fc1.weight")?.data.every(Number.isFinite)).toBe(true);
  });

  it("leaves in each layer what its own router chose, where tokens are routed", () => {
    const after = poisoned(model("token"), [new Set([0]), new Set([1, 3])]);
    expect(poisonIn(after, 1)).toEqual([false, true, true, true]);
    expect(poisonIn(after, 2)).toEqual([true, false, true, false]);
  });

  it("does not change the model that it was given", () => {
    const before = model("image");
    poisoned(before, [new Set()]);
    expect(poisonIn(before, 1)).toEqual([false, false, false, false]);
  });
});
