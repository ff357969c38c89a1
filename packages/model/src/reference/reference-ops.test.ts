import { describe, expect, it } from "vitest";
import { erf, ndarray } from "./array.ts";
import { referenceOps as ops } from "./reference-ops.ts";

const rounded = (values: Float64Array) => [...values].map((v) => Number(v.toFixed(6)));
/** A perceptron of width 1 whose output is `factor` times its input, for large positive inputs. */
const expertTimes = (factors: number[]) => ({
  activation: "gelu" as const,
  fc1: {
    weight: ndarray(
      [factors.length, 1, 1],
      factors.map(() => 1),
    ),
    bias: ndarray([factors.length, 1]),
  },
  fc2: {
    weight: ndarray([factors.length, 1, 1], factors),
    bias: ndarray([factors.length, 1]),
  },
});

describe("referenceOps", () => {
  it("has the error function of the tables", () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
    expect(erf(-1)).toBeCloseTo(-0.8427007929497149, 14);
    expect(erf(3)).toBeCloseTo(0.9999779095030014, 14);
    expect(erf(9)).toBe(1);
  });

  it("cuts patches row by row, each channel by channel", () => {
    // Two channels of 2 x 4; patch 2 gives two patches; the map picks values by powers of ten.
    const images = ndarray([1, 2, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 1, 1, 1, 1, 1, 9]);
    const weight = ndarray([1, 2, 2, 2], [1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1]);
    const patches = ops.patchEmbed(images, { weight, bias: ndarray([1], [0]) }, 2);
    expect(patches.dims).toEqual([1, 2, 1]);
    expect([...patches.data]).toEqual([12_561_111, 34_781_119]);
  });

  it("maps rows by [out,in] weights", () => {
    const map = { weight: ndarray([3, 2], [1, 0, 0, 1, 1, 1]), bias: ndarray([3], [0, 0, 10]) };
    const y = ops.linear(ndarray([1, 1, 2], [2, 5]), map);
    expect(y).toEqual(ndarray([1, 1, 3], [2, 5, 17]));
  });

  it("normalises the last axis", () => {
    const y = ops.layerNorm(
      ndarray([1, 2], [1, 3]),
      ndarray([2], [2, 2]),
      ndarray([2], [1, 1]),
      1e-6,
    );
    // mean 2, variance 1: ±1/√(1 + 1e-6) · 2 + 1
    expect(rounded(y.data)).toEqual([-0.999999, 2.999999]);
  });

  it("attends with softmax(q kᵀ / √d) v, each head apart", () => {
    // Two tokens, two heads of width 1. Head 0 sees equal scores; head 1's first query prefers token 1.
    const qkv = ndarray([1, 2, 6], [0, Math.log(3), 5, 0, 2, 10, 0, 0, 5, 1, 4, 20]);
    const y = ops.attention(qkv, 2, 1);
    // Head 1, token 0: weights 1/4, 3/4 → 17.5; token 1: 1/2, 1/2 → 15.
    expect(rounded(y.data)).toEqual([3, 17.5, 3, 15]);
  });

  it("averages or joins tokens from the first patch on, and takes one", () => {
    const x = ndarray([1, 3, 1], [100, 2, 4]);
    expect([...ops.meanTokens(x, 1).data]).toEqual([3]);
    expect(ops.joinTokens(x, 1)).toEqual(ndarray([1, 2], [2, 4]));
    expect([...ops.takeToken(x, 0).data]).toEqual([100]);
    expect(ops.prependToken(ndarray([1, 1, 1], [7]), x)).toEqual(
      ndarray([1, 4, 1], [7, 100, 2, 4]),
    );
  });

  it("routes to the k most probable, ties to the lower index", () => {
    const logits = ndarray([2, 3], [0, Math.log(2), Math.log(2), Math.log(6), 0, 0]);
    const softmax = ops.route(logits, 2, "softmax");
    expect([...softmax.experts.data]).toEqual([1, 2, 0, 1]);
    expect(rounded(softmax.gates.data)).toEqual([0.4, 0.4, 0.75, 0.125]);
    const normalized = ops.route(logits, 2, "normalized");
    expect(rounded(normalized.gates.data)).toEqual([0.5, 0.5, 0.857143, 0.142857]);
  });

  it("weights the chosen experts' outputs, an image at a time", () => {
    const routing = {
      logits: ndarray([2, 3]),
      experts: ndarray([2, 2], [0, 2, 1, 0]),
      gates: ndarray([2, 2], [0.5, 0.25, 1, 0]),
    };
    // GELU(20) is 20 to the last digit. 20 · (0.5·1 + 0.25·100) = 510; 20 · 10 = 200.
    const y = ops.experts(ndarray([2, 1, 1], [20, 20]), routing, expertTimes([1, 10, 100]));
    expect([...y.data]).toEqual([510, 200]);
  });

  it("weights the chosen experts' outputs, a token at a time", () => {
    const routing = {
      logits: ndarray([1, 2, 2]),
      experts: ndarray([1, 2, 1], [1, 0]),
      gates: ndarray([1, 2, 1], [1, 0.5]),
    };
    const y = ops.experts(ndarray([1, 2, 1], [20, 20]), routing, expertTimes([1, 10]));
    expect([...y.data]).toEqual([200, 10]);
  });
});
