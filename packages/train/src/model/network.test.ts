import { vitConfigSchema } from "@vmoe-bench/contracts";
import { checkWeights, randomWeights, weightShapes } from "@vmoe-bench/model";
import { expect, it, test } from "vitest";
import { initialWeights, withHeadColumns } from "./network.ts";

it("keeps the rows of the heads that are asked for, in that order", () => {
  const config = vitConfigSchema.parse({
    imageSize: 2,
    channels: 1,
    patch: 1,
    width: 2,
    depth: 1,
    heads: 1,
    mlpWidth: 2,
    classes: 3,
    classToken: true,
    pool: "class",
    distillation: "heads",
  });
  const weights = new Map(randomWeights(config, 1));
  weights.set("head.weight", { dims: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  weights.set("head_dist.bias", { dims: [3], data: Float32Array.of(7, 8, 9) });
  const cut = withHeadColumns({ config, weights }, [2, 0]);
  expect(() => checkWeights(cut.weights, cut.config, "cut")).not.toThrow();
  expect(cut.weights.get("head.weight")?.data).toEqual(Float32Array.of(5, 6, 1, 2));
  expect(cut.weights.get("head_dist.bias")?.data).toEqual(Float32Array.of(9, 7));
  expect(cut.weights.get("cls_token")).toBe(weights.get("cls_token"));
});

const shape = { imageSize: 8, channels: 1, patch: 4, classes: 3 };
const size = { width: 32, depth: 2, heads: 2, mlpWidth: 64 };
const dense = vitConfigSchema.parse({ ...shape, ...size });
const vmoe = vitConfigSchema.parse({ ...shape, ...size, moe: { experts: 3, layers: 1 } });

test("normal with σ 0.02 up to 2σ; norms 1; biases 0", () => {
  const weights = initialWeights(weightShapes(dense), 0);
  const values = weights.get("blocks.0.mlp.fc1.weight")?.data ?? new Float32Array();
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  // A normal cut off at 2σ keeps 0.880 of its deviation.
  expect(Math.sqrt(squares / values.length)).toBeCloseTo(0.02 * 0.88, 3);
  expect(values.every((value) => Math.abs(value) <= 0.04 + 1e-8)).toBe(true);
  expect(weights.get("blocks.0.norm1.weight")?.data.every((value) => value === 1)).toBe(true);
  expect(weights.get("head.bias")?.data.every((value) => value === 0)).toBe(true);
});

test("a V-MoE starts with its baseline's trunk and its first experts with the baseline's MLPs", () => {
  const [baseline, experts] = [
    initialWeights(weightShapes(dense), 4),
    initialWeights(weightShapes(vmoe), 4),
  ];
  expect(experts.get("blocks.1.attn.qkv.weight")).toEqual(baseline.get("blocks.1.attn.qkv.weight"));
  const mlp = baseline.get("blocks.1.mlp.fc1.weight")?.data ?? new Float32Array(1);
  const stacked = experts.get("blocks.1.mlp.fc1.weight")?.data ?? new Float32Array(1);
  expect(stacked.slice(0, mlp.length)).toEqual(mlp);
  expect(stacked.slice(mlp.length, 2 * mlp.length)).not.toEqual(mlp);
  expect(initialWeights(weightShapes(dense), 5).get("pos_embed")).not.toEqual(
    baseline.get("pos_embed"),
  );
});
