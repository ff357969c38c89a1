import { vitConfigSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { modelCost } from "./model-cost.ts";
import { touchedBytes } from "./touched-bytes.ts";

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
/** Of one expert in one layer: 4·8 + 8 and 8·4 + 4. */
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

test("int8 keeps vectors in float32", () => {
  const plain = vitConfigSchema.parse(dense);
  const [all, int8] = [touchedBytes(plain, "float32", []), touchedBytes(plain, "int8", [])];
  const vectors = 4 + 3 * (8 + 12 + 4 + 8 + 8 + 4) + 8 + 2;
  expect(int8).toBe((all - 4 * vectors) / 4 + 4 * vectors);
});
