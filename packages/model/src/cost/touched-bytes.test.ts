import { vitConfigSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { modelCost, touchedBytes } from "./model-cost.ts";

const dense = {
  imageSize: 4,
  channels: 1,
  patch: 2,
  width: 4,
  depth: 3,
  heads: 1,
  mlpWidth: 8,
  classes: 2,
};
const config = (moe: object) =>
  vitConfigSchema.parse({ ...dense, moe: { experts: 5, layers: 2, ...moe } });
/** Weights of one expert in one layer: 4·8 + 8 and 8·4 + 4. */
const oneExpert = 76;

test("shared weights once, and each expert that was hit once", () => {
  const sparse = config({});
  const shared = modelCost(sparse, "gather").parameters.total - 2 * 5 * oneExpert;
  expect(touchedBytes(sparse, "float32", [[0], [3], [0]])).toBe(4 * (shared + 2 * 2 * oneExpert));
  expect(touchedBytes(sparse, "float16", [[0]])).toBe(2 * (shared + 2 * oneExpert));
});

test("per-token routing hits an expert of one layer", () => {
  const sparse = config({ routing: "token" });
  const shared = modelCost(sparse, "gather").parameters.total - 2 * 5 * oneExpert;
  // Experts 1 and 2 of the first MoE layer, 0 of the second.
  expect(touchedBytes(sparse, "float32", [[1, 2, 5]])).toBe(4 * (shared + 3 * oneExpert));
});

test("int8 has a scale for each column, and keeps all but matrices in float32", () => {
  const matrices = 16 + 3 * (48 + 16 + 32 + 32) + 8;
  const columns = 4 + 3 * (12 + 4 + 8 + 4) + 2;
  const vectors = 4 + 3 * (8 + 12 + 4 + 8 + 8 + 4) + 8 + 2;
  const positions = 4 * 4;
  const plain = matrices + 4 * (columns + vectors + positions);
  expect(touchedBytes(vitConfigSchema.parse(dense), "int8", [])).toBe(plain);
  const withToken = vitConfigSchema.parse({ ...dense, classToken: true, pool: "class" });
  // The token, and its position.
  expect(touchedBytes(withToken, "int8", [])).toBe(plain + 4 * (4 + 4));
});

test("an expert in int8 has scales of its own", () => {
  const sparse = config({});
  const [two, one] = [[[0], [3]], [[0]]].map((hit) => touchedBytes(sparse, "int8", hit));
  // In each of 2 layers 4·8 and 8·4 in integers, and 8 and 4 biases and as many scales.
  expect((two ?? 0) - (one ?? 0)).toBe(2 * (64 + 4 * 2 * (8 + 4)));
});
