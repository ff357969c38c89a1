import { describe, expect, test } from "vitest";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { orthogonalised } from "./muon.ts";

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
