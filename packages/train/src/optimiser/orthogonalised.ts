import {
  add,
  div,
  matMul,
  mul,
  sqrt,
  square,
  sum,
  tensor3d,
  tidy,
  type Tensor,
} from "@tensorflow/tfjs-core";

/** The quintic a·x + b·x³ + c·x⁵ of Muon's authors; five turns bring 0.01…1 to about 0.7…1.2. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const turns = 5;

/**
 * Of each matrix U Σ Vᵀ about U Vᵀ, by Newton and Schulz's iteration. A matrix of zeros stays so.
 * @param matrices [B,out,in], row by row
 */
export function orthogonalised(
  matrices: Float32Array,
  [out, inputs]: readonly [number, number],
): Float32Array {
  const wide = out <= inputs;
  const result = tidy(() => {
    let x = unitNorm(tensor3d(matrices, [matrices.length / (out * inputs), out, inputs]));
    for (let turn = 0; turn < turns; turn += 1) {
      const gram = matMul(x, x, !wide, wide);
      const inner = add(mul(gram, b), mul(matMul(gram, gram), c));
      x = add(mul(x, a), wide ? matMul(inner, x) : matMul(x, inner));
    }
    return x;
  });
  // Read here and not inside tidy, which walks a typed array that it is given element by element.
  const data = result.dataSync();
  result.dispose();
  if (!(data instanceof Float32Array)) throw new Error(`Expected float32, got ${result.dtype}.`);
  return data;
}

/** The norm of all elements is at least the largest singular value. */
function unitNorm(x: Tensor): Tensor {
  return div(x, add(sqrt(sum(square(x), [1, 2], true)), 1e-7));
}
