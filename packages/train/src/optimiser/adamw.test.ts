import { describe, expect, test } from "vitest";
import { adamwUpdate, clipScale, decays, globalNorm, type AdamWParameter } from "./adamw.ts";

const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-12, weightDecay: 0.1 };

function parameter(value: number, decaying: boolean): AdamWParameter {
  return {
    value: Float32Array.of(value),
    m: new Float32Array(1),
    v: new Float32Array(1),
    decays: decaying,
  };
}

describe("adamwUpdate", () => {
  test("two steps worked out by hand", () => {
    const p = parameter(1, true);
    // m = 0.05, v = 0.00025; unbiased 0.5 and 0.25; 1·(1 − 0.1·0.1) − 0.1·0.5/√0.25 = 0.89
    adamwUpdate(p, Float32Array.of(0.5), 1, 0.1, 1, settings);
    expect(p.m[0]).toBeCloseTo(0.05, 7);
    expect(p.v[0]).toBeCloseTo(0.00025, 9);
    expect(p.value[0]).toBeCloseTo(0.89, 6);
    // m = 0.045 − 0.05 = −0.005, unbiased −0.005/0.19; v unbiased stays 0.25
    // 0.89·0.99 + 0.1·(0.005/0.19)/0.5 = 0.886363…
    adamwUpdate(p, Float32Array.of(-0.5), 2, 0.1, 1, settings);
    expect(p.m[0]).toBeCloseTo(-0.005, 7);
    expect(p.value[0]).toBeCloseTo(0.8811 + 0.1 * (0.005 / 0.19) * 2, 6);
  });

  test("a weight that does not decay only follows its gradient", () => {
    const p = parameter(1, false);
    adamwUpdate(p, Float32Array.of(0.5), 1, 0.1, 1, settings);
    expect(p.value[0]).toBeCloseTo(0.9, 6);
  });

  test("the gradient is scaled before it counts", () => {
    const p = parameter(0, true);
    adamwUpdate(p, Float32Array.of(2), 1, 0.1, 0.25, settings);
    expect(p.m[0]).toBeCloseTo(0.05, 7);
  });
});

test("clipping scales a norm of 5 down to 1 and leaves a smaller one", () => {
  const norm = globalNorm([Float32Array.of(3, 0), Float32Array.of(4)]);
  expect(norm).toBe(5);
  expect(clipScale(norm, 1)).toBe(0.2);
  expect(clipScale(norm, 10)).toBe(1);
  expect(clipScale(norm, undefined)).toBe(1);
});

test("matrices decay; biases, norms, the positions and the class token do not", () => {
  expect(decays("blocks.0.attn.qkv.weight", [192, 64])).toBe(true);
  expect(decays("blocks.5.mlp.fc1.weight", [4, 256, 64])).toBe(true);
  expect(decays("blocks.5.mlp.fc1.bias", [4, 256])).toBe(false);
  expect(decays("blocks.0.norm1.weight", [64])).toBe(false);
  expect(decays("pos_embed", [1, 49, 64])).toBe(false);
  expect(decays("cls_token", [1, 1, 64])).toBe(false);
});
