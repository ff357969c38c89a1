import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { at } from "../shapes.ts";
import { useCpu } from "../testing/models.ts";
import { gradientError, values } from "../testing/gradient.ts";
import { dispatchOf } from "./dispatch.ts";
import { expertBlocks, paddedExperts } from "./experts.ts";
import { normalise } from "./layer-norm.ts";

await useCpu();
/** What central differences in float32 are off by. */
const tolerance = 5e-3;
const [B, N, D, H, E] = [3, 2, 4, 5, 3];
const stack = [values([E, H, D], 1), values([E, H], 2), values([E, D, H], 3), values([E, D], 4)];
const norm = [values([D], 5), values([D], 6)];
const mlpOf = (m: readonly Tensor[]) => ({
  activation: "gelu" as const,
  fc1: { weight: at(m, 0), bias: at(m, 1) },
  fc2: { weight: at(m, 2), bias: at(m, 3) },
});

/** Expert 1 has no rows in the first and third. */
const routings = [
  ["an image, k=1", [B, 1], [2, 0, 2]],
  ["an image, k=2", [B, 2], [2, 0, 0, 2, 2, 0]],
  ["a token, k=1", [B, N, 1], [2, 0, 2, 2, 2, 0]],
  ["a token, k=2", [B, N, 2], [2, 0, 0, 1, 2, 1, 1, 0, 1, 2, 2, 0]],
] as const;

describe.each([
  ["blocks", expertBlocks],
  ["padded", paddedExperts],
])("experts as %s", (_, run) => {
  it.each(routings)("have the gradients of finite differences, chosen for %s", (_, shape, flat) => {
    const dispatch = dispatchOf(flat, at(shape, shape.length - 1), E);
    const plain = (x: Tensor, gates: Tensor, ...mlp: Tensor[]) =>
      run(x, { gates }, mlpOf(mlp), dispatch);
    const [x, gates] = [values([B, N, D], 7), values([...shape], 8)];
    expect(gradientError(plain, x, gates, ...stack)).toBeLessThan(tolerance);
    const afterNorm = (x: Tensor, scale: Tensor, bias: Tensor, gates: Tensor, ...mlp: Tensor[]) =>
      run(normalise(x, scale, bias, 1e-6), { gates }, mlpOf(mlp), dispatch);
    expect(gradientError(afterNorm, x, ...norm, gates, ...stack)).toBeLessThan(tolerance);
  });
});

it.each(routings)("blocks and padded give the same, chosen for %s", (_, shape, flat) => {
  const dispatch = dispatchOf(flat, at(shape, shape.length - 1), E);
  const x = normalise(values([B, N, D], 7), at(norm, 0), at(norm, 1), 1e-6);
  const gates = tensor(
    flat.map((_, i) => 0.2 + 0.1 * i),
    [...shape],
  );
  const [blocks, padded] = [expertBlocks, paddedExperts].map((run) =>
    run(x, { gates }, mlpOf(stack), dispatch).dataSync(),
  );
  for (const [i, value] of (blocks ?? []).entries()) expect(padded?.[i]).toBeCloseTo(value, 5);
});
