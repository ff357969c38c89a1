import { describe, expect, test } from "vitest";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { isHiddenMatrix, type MuonParameter, muonUpdate, orthogonalised } from "./muon.ts";

const step = { rate: 0.1, scale: 1, weightDecay: 0 };

function parameter(dims: number[], gradient: number[]): MuonParameter {
  const zeros = () => new Float32Array(gradient.length);
  return { dims, value: zeros(), m: zeros(), gradient: Float32Array.from(gradient) };
}

function dot(x: Float32Array, y: Float32Array): number {
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
}

/** M Mᵀ of a matrix of two rows: the first row's square, across, the second row's square. */
function gram(values: Float32Array): [number, number, number] {
  const [first, second] = [
    values.subarray(0, values.length / 2),
    values.subarray(values.length / 2),
  ];
  return [dot(first, first), dot(first, second), dot(second, second)];
}

describe.skipIf(whyNoTfjs !== undefined)(`muonUpdate ${whyNoTfjs ?? ""}`, () => {
  test("a diagonal gradient of 3 and -1 moves both about equally far, against it", () => {
    const p = parameter([2, 2], [3, 0, 0, -1]);
    muonUpdate([p], { momentum: 0 }, step);
    // 0.1 · 0.2 · √2 in each direction, at most a third off.
    const size = 0.1 * 0.2 * Math.SQRT2;
    expect(p.value[0]).toBeLessThan(-0.66 * size);
    expect(p.value[0]).toBeGreaterThan(-1.34 * size);
    expect(p.value[3]).toBeGreaterThan(0.66 * size);
    expect(p.value[3]).toBeLessThan(1.34 * size);
    expect(p.value[1]).toBeCloseTo(0, 6);
    expect(p.value[2]).toBeCloseTo(0, 6);
  });

  test("experts move each by itself, however small its gradient; a tall one like a wide one", () => {
    const wide = parameter([2, 2, 3], [1, 2, 3, -1, 0, 1, 1e-4, 0, 0, 0, 0, 1e-4]);
    const tall = parameter([3, 2], [1, -1, 2, 0, 3, 1]);
    muonUpdate([wide, tall], { momentum: 0 }, step);
    const size = (0.1 * 0.2) ** 2 * 3;
    for (const expert of [wide.value.subarray(0, 6), wide.value.subarray(6)]) {
      const [first, across, second] = gram(expert);
      // Singular values of 0.7 to 1.2 have squares of 0.49 to 1.44, and half their difference across.
      expect(Math.abs(across)).toBeLessThan(0.48 * size);
      for (const squared of [first, second]) {
        expect(squared).toBeGreaterThan(0.48 * size);
        expect(squared).toBeLessThan(1.45 * size);
      }
    }
    // The tall gradient is the first expert's, transposed.
    const [x0, x1, x2, y0, y1, y2] = wide.value;
    for (const [i, value] of [x0, y0, x1, y1, x2, y2].entries())
      expect(tall.value[i]).toBeCloseTo(value ?? NaN, 5);
  });

  test("the mean of the gradients is what counts, one step ahead", () => {
    const p = parameter([1, 1], [1]);
    p.m[0] = -10;
    muonUpdate([p], { momentum: 0.5 }, { ...step, scale: 2 });
    // −10/2 + 2/2 = −4, ahead −4/2 + 1 = −1: still against the new gradient, so up.
    expect(p.m[0]).toBe(-4);
    expect(p.value[0]).toBeGreaterThan(0);
  });

  test("without a gradient a matrix only decays", () => {
    const p = parameter([1, 2], [0, 0]);
    p.value.set([1, -2]);
    muonUpdate([p], { momentum: 0.9 }, { ...step, weightDecay: 0.5 });
    expect([...p.value]).toEqual([Math.fround(0.95), Math.fround(-1.9)]);
  });
});

test("the blocks' matrices are hidden; embeddings, the head and routers are not", () => {
  expect(isHiddenMatrix("blocks.0.attn.qkv.weight")).toBe(true);
  expect(isHiddenMatrix("blocks.11.mlp.fc2.weight")).toBe(true);
  for (const name of [
    "patch_embed.proj.weight",
    "head.weight",
    "router.weight",
    "blocks.5.mlp.router.weight",
    "blocks.5.mlp.fc2.bias",
    "blocks.0.norm1.weight",
  ])
    expect(isHiddenMatrix(name)).toBe(false);
});

/** What a singular value becomes by the definition. */
function brought(singular: number): number {
  let x = singular;
  for (let turn = 0; turn < 5; turn += 1) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
  return x;
}

describe.skipIf(whyNoTfjs !== undefined)(`orthogonalised ${whyNoTfjs ?? ""}`, () => {
  test.each([
    [2, 3],
    [3, 2],
  ] as const)("%i x %i: singular values follow the quintic, directions stay", (out, inputs) => {
    // 3 and 0.04 along two axes, of a norm of 3.000267.
    const matrix = new Float32Array(6);
    matrix[inputs - 1] = 3;
    matrix[inputs] = -0.04;
    const norm = Math.hypot(3, 0.04);
    const moved = orthogonalised(matrix, [out, inputs]);
    const wanted = new Float32Array(6);
    wanted[inputs - 1] = brought(3 / norm);
    wanted[inputs] = -brought(0.04 / norm);
    for (const [i, value] of wanted.entries()) expect(moved[i]).toBeCloseTo(value, 4);
  });

  test("each matrix by itself, and one of zeros stays", () => {
    const moved = orthogonalised(Float32Array.of(5, 0, 0, 0, 1e-3, 0), [1, 2]);
    expect([...moved]).toEqual([moved[0], 0, 0, 0, moved[4], 0]);
    expect(moved[0]).toBeCloseTo(brought(1), 4);
    expect(moved[4]).toBeCloseTo(brought(1), 3);
  });
});
