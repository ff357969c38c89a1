import { tensor2d, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { useCpu } from "../testing/models.ts";
import { at } from "../shapes.ts";
import { gradientError, values } from "../testing/gradient.ts";
import { trainingOps } from "../training-vit.ts";
import { keepPatches } from "./tokens.ts";

await useCpu();
const ops = trainingOps();
/** What central differences in float32 are off by. */
const tolerance = 5e-3;
const [B, N, D, H, E] = [3, 2, 4, 5, 3];
const mlpOf = (w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) => ({
  fc1: { weight: w1, bias: b1 },
  fc2: { weight: w2, bias: b2 },
  activation: "gelu" as const,
});
const stack = [values([E, H, D], 1), values([E, H], 2), values([E, D, H], 3), values([E, D], 4)];
const [w1, b1, w2, b2] = stack;
if (w1 === undefined || b1 === undefined || w2 === undefined || b2 === undefined)
  throw new Error("A stacked mlp has four tensors.");

const linear = (x: Tensor, weight: Tensor, bias: Tensor) => ops.linear(x, { weight, bias });
const mlp = (x: Tensor, ...m: Tensor[]) =>
  ops.mlp(x, mlpOf(at(m, 0), at(m, 1), at(m, 2), at(m, 3)));

describe("gradients are those that finite differences give", () => {
  it("linear", () => {
    expect(
      gradientError(linear, values([B, D], 1), values([H, D], 2), values([H], 3)),
    ).toBeLessThan(tolerance);
    expect(
      gradientError(linear, values([B, N, D], 1), values([2, D], 2), values([2], 3)),
    ).toBeLessThan(tolerance);
  });

  it("patchEmbed, of its weights", () => {
    const images = values([2, 2, 4, 4], 1);
    const f = (weight: Tensor, bias: Tensor) => ops.patchEmbed(images, { weight, bias }, 2);
    expect(gradientError(f, values([3, 2, 2, 2], 2), values([3], 3))).toBeLessThan(tolerance);
  });

  it("layerNorm", () => {
    expect(
      gradientError(
        (x, scale, bias) => ops.layerNorm(x, scale, bias, 1e-6),
        values([B, N, D], 1),
        values([D], 2),
        values([D], 3),
      ),
    ).toBeLessThan(tolerance);
    expect(
      gradientError(
        (x, scale, bias) => ops.layerNorm(x, scale, bias, 1e-6),
        values([B, D], 1),
        values([D], 2),
        values([D], 3),
      ),
    ).toBeLessThan(tolerance);
  });

  it("attention", () => {
    expect(gradientError((qkv) => ops.attention(qkv, 2, 1), values([2, 3, 12], 1))).toBeLessThan(
      tolerance,
    );
  });

  it("mlp", () => {
    expect(
      gradientError(
        mlp,
        values([B, N, D], 1),
        values([H, D], 2),
        values([H], 3),
        values([D, H], 4),
        values([D], 5),
      ),
    ).toBeLessThan(tolerance);
  });

  it("add, of a position for every image too", () => {
    expect(
      gradientError((x, y) => ops.add(x, y), values([B, N, D], 1), values([B, N, D], 2)),
    ).toBeLessThan(tolerance);
    expect(
      gradientError((x, y) => ops.add(x, y), values([B, N, D], 1), values([1, N, D], 2)),
    ).toBeLessThan(tolerance);
    expect(gradientError((x) => ops.add(x, x), values([B, N, D], 1))).toBeLessThan(tolerance);
  });

  it("keepPatches, which takes an image's first tokens and the patches that it is told", () => {
    const x = values([2, 4, 3], 1);
    const kept = Int32Array.of(2, 0, 1, 2);
    const f = (tokens: Tensor) => keepPatches(tokens, kept, 1);
    // Image 0 keeps its tokens 0, 3 and 1; image 1, whose rows follow, 0, 2 and 3.
    const rows = [0, 3, 1, 4, 6, 7].flatMap((row) => [
      ...x.dataSync().subarray(3 * row, 3 * row + 3),
    ]);
    expect([...f(x).dataSync()]).toEqual(rows);
    expect(gradientError(f, x)).toBeLessThan(tolerance);
  });

  it("prependToken, takeToken, joinTokens and meanTokens", () => {
    expect(
      gradientError(
        (token, x) => ops.prependToken(token, x),
        values([1, 1, D], 1),
        values([B, N, D], 2),
      ),
    ).toBeLessThan(tolerance);
    expect(gradientError((x) => ops.takeToken(x, 1), values([B, N, D], 1))).toBeLessThan(tolerance);
    for (const first of [0, 1])
      expect(gradientError((x) => ops.joinTokens(x, first), values([B, N, D], 1))).toBeLessThan(
        tolerance,
      );
    expect(gradientError((x) => ops.meanTokens(x, 0), values([B, N, D], 1))).toBeLessThan(
      tolerance,
    );
    expect(gradientError((x) => ops.meanTokens(x, 1), values([B, N, D], 1))).toBeLessThan(
      tolerance,
    );
  });

  it.each(["softmax", "normalized"] as const)("route, through %s gates", (gate) => {
    const logits = tensor2d([0.1, 1.2, -0.5, 0.9, 0.2, -1.3], [2, 3]);
    expect(gradientError((x) => ops.route(x, 2, gate).gates, logits)).toBeLessThan(tolerance);
  });
});

it("what no ViT has is not trained as if it were one", () => {
  const x = values([B, N, D], 1);
  const [first, second] = [values([H, D], 2), values([D, H], 4)];
  const silu = {
    ...mlpOf(first, values([H], 3), second, values([D], 5)),
    activation: "silu",
  } as const;
  expect(() => ops.mlp(x, silu)).toThrow("whose MLPs have GELUs");
  expect(() => ops.attention(values([2, 4, 12], 1), 2, 2)).toThrow("whose tokens are one group");
});
