import { matMul, memory, randomNormal, type Tensor } from "@tensorflow/tfjs-core";
import { messageOf } from "@vmoe-bench/contracts";
import { describe, expect, test } from "vitest";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { usePlainProducts } from "./plain-products.ts";

const why: string | undefined = await loadTfjsNode({ threads: 1 }).then(
  () => undefined,
  (error: unknown) => `needs tfjs-node: ${messageOf(error)}`,
);

/** Shapes of both sides, and which are transposed. */
const products = [
  [[5, 3], [3, 4], false, false],
  [[5, 3], [4, 3], false, true],
  [[3, 5], [3, 4], true, false],
  [[3, 5], [4, 3], true, true],
  [[2, 5, 3], [4, 3], false, true],
  [[2, 2, 5, 3], [3, 4], false, false],
  [[2, 5, 3], [2, 3, 4], false, false],
  [[2, 3, 5], [3, 4], true, false],
] as const;

describe.skipIf(why !== undefined)(`plain products ${why ?? ""}`, () => {
  test("give what tfjs-node's own give, in the same shape, and leave no tensors", () => {
    const inputs = products.map(([a, b], i) => [
      randomNormal([...a], 0, 1, "float32", i + 1),
      randomNormal([...b], 0, 1, "float32", i + 100),
    ]);
    const all = () =>
      products.map(([, , transposeA, transposeB], i) => {
        const [a, b] = inputs[i] ?? [];
        if (a === undefined || b === undefined) throw new Error("There are two.");
        return matMul(a, b, transposeA, transposeB);
      });
    const stock: Tensor[] = all();
    usePlainProducts();
    const before = memory().numTensors;
    const plain = all();
    expect(memory().numTensors).toBe(before + products.length);
    for (const [i, own] of plain.entries()) {
      const expected = stock[i];
      expect(own.shape).toEqual(expected?.shape);
      const values = [...(expected?.dataSync() ?? [])];
      for (const [j, value] of own.dataSync().entries())
        expect(value).toBeCloseTo(values[j] ?? NaN, 5);
    }
  });
});
