import { describe, expect, it } from "vitest";
import { besideEachOther, constant, reshapedWeight, transposedWeight, weight } from "./value.ts";

/** Two experts' [out=2,in=3]: 0…5 and 6…11. */
const stack = constant(
  "w",
  [2, 2, 3],
  Float32Array.from({ length: 12 }, (_, i) => i),
);

describe("transposedWeight", () => {
  it("transposes each matrix of a stack", () => {
    const { dims, data } = transposedWeight(stack);
    expect(dims).toEqual([2, 3, 2]);
    expect([...data]).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
  });
});

describe("besideEachOther", () => {
  it("puts the experts' columns side by side", () => {
    const { dims, data } = besideEachOther(stack);
    expect(dims).toEqual([2, 6]);
    expect([...data]).toEqual([0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11]);
  });
});

describe("reshapedWeight", () => {
  it("keeps the numbers and has a name of its own", () => {
    const flat = reshapedWeight(stack, [4, 3]);
    expect(flat.data).toBe(stack.data);
    expect(flat.name).toBe("w[4,3]");
  });
});

describe("weight", () => {
  it("refuses what is only known at run time", () => {
    expect(() => weight({ kind: "activation", name: "x", type: "float32", dims: [1] })).toThrow(
      "x is not a weight.",
    );
  });
});
