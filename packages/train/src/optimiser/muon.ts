import {
  add,
  div,
  eye,
  matMul,
  mul,
  sqrt,
  square,
  sum,
  type Tensor,
  tensor3d,
  tidy,
} from "@tensorflow/tfjs-core";

/** As in "Muon: An optimizer for hidden layers in neural networks" (Jordan and others, 2024). */
interface MuonSettings {
  /** How much the running mean of the gradients keeps; a step looks ahead by it, as Nesterov's does. */
  readonly momentum: number;
}

/** The matrices of one weight with their running means, and what is asked of them in this step. */
export interface MuonParameter {
  /** […,out,in]: leading axes are experts, each with a matrix of its own. */
  readonly dims: readonly number[];
  readonly value: Float32Array;
  /** Mean of the gradient. */
  readonly m: Float32Array;
  readonly gradient: Float32Array;
}

interface MuonStep {
  readonly rate: number;
  /** Multiplies the gradients: what clipping asks for. */
  readonly scale: number;
  readonly weightDecay: number;
}

/** The blocks' matrices, but for their routers, which are classifiers. */
export function isHiddenMatrix(name: string): boolean {
  return /^blocks\.\d+\.(attn\.(qkv|proj)|mlp\.fc[12])\.weight$/.test(name);
}

/**
 * One step on all matrices, in place. The mean of a matrix's gradients is replaced by the
 * orthogonal matrix next to it, so it moves as far in each direction. A step is as large as
 * AdamW's usual one, 0.2 × rate in the root mean square, so one learning rate and weight decay do
 * for both ("Muon is Scalable for LLM Training", Liu and others, 2025, section 2.2).
 */
export function muonUpdate(
  parameters: readonly MuonParameter[],
  { momentum }: MuonSettings,
  { rate, scale, weightDecay }: MuonStep,
): void {
  const kept = 1 - rate * weightDecay;
  for (const { shape, alike } of byShape(parameters)) {
    const ahead = new Float32Array(alike.reduce((length, { m }) => length + m.length, 0));
    let at = 0;
    for (const { m, gradient } of alike)
      for (let i = 0; i < m.length; i += 1, at += 1) {
        const g = (1 - momentum) * scale * (gradient[i] ?? 0);
        const mean = momentum * (m[i] ?? 0) + g;
        m[i] = mean;
        // The mean after the same gradient again.
        ahead[at] = momentum * mean + g;
      }
    const moves = orthogonalised(ahead, shape);
    const stepSize = rate * 0.2 * Math.sqrt(Math.max(...shape));
    at = 0;
    for (const { value } of alike)
      for (let i = 0; i < value.length; i += 1, at += 1)
        value[i] = (value[i] ?? 0) * kept - stepSize * (moves[at] ?? 0);
  }
}

interface Alike {
  readonly shape: readonly [out: number, inputs: number];
  readonly alike: MuonParameter[];
}

/** Matrices of one shape are made orthogonal together: a few large products are quicker. */
function byShape(parameters: readonly MuonParameter[]): Iterable<Alike> {
  const groups = new Map<string, Alike>();
  for (const parameter of parameters) {
    const [out = 1, inputs = 1] = parameter.dims.slice(-2);
    const key = `${out}x${inputs}`;
    const group = groups.get(key) ?? { shape: [out, inputs], alike: [] };
    group.alike.push(parameter);
    groups.set(key, group);
  }
  return groups.values();
}

/** The quintic a·x + b·x³ + c·x⁵ of Muon's authors; five turns bring 0.01…1 to about 0.7…1.2. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const turns = 5;

/**
 * About U Vᵀ for each matrix U Σ Vᵀ, by Newton and Schulz's iteration. A matrix of zeros stays so.
 *
 * A turn is X ← P X with P = a + b G + c G² and G = X Xᵀ. All P are polynomials of the first G, so
 * they commute with each other: here only G and the product of the P go on, which are as small as
 * the shorter side, and X comes in at the end. Where one side is 4 times the other, that is 0.57 of
 * the multiplications.
 * @param matrices [B,out,in], row by row
 */
export function orthogonalised(
  matrices: Float32Array,
  [out, inputs]: readonly [number, number],
): Float32Array {
  const wide = out <= inputs;
  const result = tidy(() => {
    const x = unitNorm(tensor3d(matrices, [matrices.length / (out * inputs), out, inputs]));
    const one = eye(Math.min(out, inputs));
    let gram = matMul(x, x, !wide, wide);
    let product: Tensor = one;
    for (let turn = 1; turn <= turns; turn += 1) {
      const p = add(mul(one, a), matMul(gram, add(mul(one, b), mul(gram, c))));
      product = turn === 1 ? p : matMul(product, p);
      if (turn < turns) gram = matMul(matMul(p, gram), p);
    }
    return wide ? matMul(product, x) : matMul(x, product);
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
