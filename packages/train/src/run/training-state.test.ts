import { beforeAll, describe, expect, test } from "vitest";
import { vitConfigSchema, type WeightMap } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import type { Checkpoint } from "./checkpoint.ts";
import { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import { madeUpSplit } from "../testing/splits.ts";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { branchedFrom } from "./training-state.ts";

const shape = { imageSize: 28, channels: 1, patch: 14, classes: 10 };
const dense = vitConfigSchema.parse({ ...shape, width: 8, depth: 2, heads: 2, mlpWidth: 16 });
const moe = {
  experts: 3,
  layers: 1,
  k: 1,
  routing: "image",
  reads: "mean",
  gate: "normalized",
} as const;
const model = { ...vitConfigSchema.parse(dense), moe };
const identity = { recipe: "r", data: "d", superClasses: [0, 1, 2] };
const baseline: Checkpoint = {
  weights: randomWeights(dense, 1),
  m: randomWeights(dense, 2),
  v: randomWeights(dense, 3),
  ema: randomWeights(dense, 4),
  progress: { schemaVersion: 1, identity, steps: 5, curve: [] },
};

let branched: Checkpoint;
beforeAll(() => {
  branched = branchedFrom(baseline, { model, settings: { seed: 0 } }, identity);
});

test("every expert has the baseline's MLP and its optimiser state; the routers have none", () => {
  const name = "blocks.1.mlp.fc1.weight";
  for (const part of ["weights", "m", "v"] as const) {
    const own = [...(baseline[part].get(name)?.data ?? [])];
    expect([...(branched[part].get(name)?.data ?? [])]).toEqual([...own, ...own, ...own]);
  }
  const routers = [...branched.m].filter(([weight]) => !baseline.m.has(weight));
  expect(routers.length).toBeGreaterThan(0);
  for (const [, { data }] of routers) expect(new Set(data)).toEqual(new Set([0]));
});

describe.skipIf(whyNoTfjs !== undefined)(`branching ${whyNoTfjs ?? ""}`, () => {
  test("with normalised gates it changes nothing of what the model says", async () => {
    const { images } = madeUpSplit([1, 2, 3]);
    for (const [place] of images.pixels.entries()) images.pixels[place] = (place * 7) % 256;
    const logits = async (config: typeof dense, weights: WeightMap) => {
      const network = new Network(config, weights);
      const normalisation = { mean: [0.3], std: [0.3] };
      const predictions = await predict(network, { images, normalisation, indexes: [0, 1, 2] });
      network.dispose();
      return predictions.logits;
    };
    const [from, to] = [
      await logits(dense, baseline.weights),
      await logits(model, branched.weights),
    ];
    for (const [place, value] of from.entries()) expect(to[place]).toBeCloseTo(value, 5);
  });
});
