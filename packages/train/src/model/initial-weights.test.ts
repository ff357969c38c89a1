import { vitConfigSchema } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import { expect, test } from "vitest";
import { initialWeights } from "./network.ts";

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
