import { describe, expect, it } from "vitest";
import type { ConvolutionOptions } from "../ops.ts";
import { activate, ndarray } from "./array.ts";
import { referenceOps as ops } from "./reference-ops.ts";

const plain: ConvolutionOptions = { stride: 1, depthwise: false, activation: "none" };
const count = (dims: number[]) =>
  ndarray(
    dims,
    Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => i + 1),
  );

describe("feature maps", () => {
  it("are convolved over all channels, with zeros around them", () => {
    // Two channels of 1x2; an output sums the first and ten times the second, over a 3x3 kernel.
    const x = ndarray([1, 2, 1, 2], [1, 2, 3, 4]);
    const weight = ndarray(
      [1, 2, 3, 3],
      [...Array<number>(9).fill(1), ...Array<number>(9).fill(10)],
    );
    const y = ops.conv2d(x, { weight, bias: ndarray([1], [0.5]) }, plain);
    // Both places see both pixels: 1 + 2 + 10 · (3 + 4) + 0.5.
    expect(y).toEqual(ndarray([1, 1, 1, 2], [73.5, 73.5]));
  });

  it("are convolved from the corner on with stride 2, also of odd size", () => {
    const centre = ndarray([1, 1, 3, 3], [0, 0, 0, 0, 1, 0, 0, 0, 0]);
    const options = { ...plain, stride: 2 } as const;
    const y = ops.conv2d(count([1, 1, 3, 4]), { weight: centre, bias: undefined }, options);
    // Rows 0 and 2, columns 0 and 2.
    expect(y).toEqual(ndarray([1, 1, 2, 2], [1, 3, 9, 11]));
  });

  it("are convolved channel by channel where it is depthwise", () => {
    const weight = ndarray([2, 1, 1, 1], [2, -1]);
    const options = { ...plain, depthwise: true, activation: "relu" } as const;
    const y = ops.conv2d(count([1, 2, 1, 2]), { weight, bias: undefined }, options);
    expect(y).toEqual(ndarray([1, 2, 1, 2], [2, 4, 0, 0]));
  });

  it("are pooled, scaled and joined by channel", () => {
    const x = count([1, 2, 1, 2]);
    const means = ops.globalPool(x);
    expect(means).toEqual(ndarray([1, 2, 1, 1], [1.5, 3.5]));
    expect([...ops.scaleChannels(x, means).data]).toEqual([1.5, 3, 10.5, 14]);
    expect(ops.flatten(means)).toEqual(ndarray([1, 2], [1.5, 3.5]));
    const joined = ops.concatChannels(count([2, 1, 1, 1]), count([2, 2, 1, 1]));
    expect(joined).toEqual(ndarray([2, 3, 1, 1], [1, 1, 2, 2, 3, 4]));
  });

  it("become tokens by their place in a patch, and come back", () => {
    // Patches of 2 in 2x4: places (0,0) are pixels 1 and 3, (0,1) 2 and 4, (1,0) 5 and 7, (1,1) 6 and 8.
    const x = count([1, 1, 2, 4]);
    const tokens = ops.unfold(x, 2);
    expect(tokens).toEqual(ndarray([1, 8, 1], [1, 3, 2, 4, 5, 7, 6, 8]));
    expect(ops.fold(tokens, 2, 2)).toEqual(x);
    const two = count([2, 3, 4, 2]);
    expect(ops.fold(ops.unfold(two, 2), 2, 4)).toEqual(two);
  });
});

it("attention stays within its group", () => {
  // Two groups of one token: each gets its own value back, whatever the scores.
  const qkv = ndarray([1, 2, 3], [9, 9, 1, -9, 9, 5]);
  expect([...ops.attention(qkv, 1, 2).data]).toEqual([1, 5]);
});

const of = (name: keyof typeof activate) => [-4, -1, 0, 4].map((x) => activate[name](x));

it("activations are PyTorch's", () => {
  expect(of("relu")).toEqual([0, 0, 0, 4]);
  expect(of("hardSigmoid")).toEqual([0, 2 / 6, 0.5, 1]);
  expect(of("hardSwish")).toEqual([-0, -2 / 6, 0, 4]);
  // x · 1 / (1 + e⁻ˣ)
  expect(of("silu").map((x) => x.toFixed(4))).toEqual(["-0.0719", "-0.2689", "0.0000", "3.9281"]);
});
