import type { Activation, MlpActivation } from "../ops.ts";

/** A row-major array of any rank in double precision: what the reference interpreter computes on. */
export interface NdArray {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

export function ndarray(dims: readonly number[], data?: ArrayLike<number>): NdArray {
  const size = dims.reduce((a, b) => a * b, 1);
  const values = data === undefined ? new Float64Array(size) : Float64Array.from(data);
  if (values.length !== size)
    throw new RangeError(`[${dims.join(",")}] holds ${size} values, got ${values.length}.`);
  return { dims, data: values };
}

/** The value at a flat position that is inside the array. */
export function at(array: NdArray, position: number): number {
  const value = array.data[position];
  if (value === undefined)
    throw new RangeError(`Position ${position} is outside [${array.dims.join(",")}].`);
  return value;
}

/** Size of the axis; negative counts from the last. */
export function dim(array: NdArray, axis: number): number {
  const size = array.dims.at(axis);
  if (size === undefined) throw new RangeError(`[${array.dims.join(",")}] has no axis ${axis}.`);
  return size;
}

/** The last axis, as rows over all the others. */
export function rows(array: NdArray): { count: number; width: number } {
  const width = dim(array, -1);
  return { count: array.data.length / width, width };
}

/** Part `index` of the first axis, as a view. */
export function part(array: NdArray, index: number): NdArray {
  const dims = array.dims.slice(1);
  const size = dims.reduce((a, b) => a * b, 1);
  return { dims, data: array.data.subarray(index * size, (index + 1) * size) };
}

/** The error function, to double precision: Abramowitz & Stegun 7.1.6, whose terms are all positive. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const hardSigmoid = (x: number) => Math.min(Math.max(x + 3, 0), 6) / 6;

/** Each activation, of one value. */
export const activate: Readonly<Record<Activation | MlpActivation, (x: number) => number>> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  hardSigmoid,
  hardSwish: (x) => x * hardSigmoid(x),
  silu: (x) => x / (1 + Math.exp(-x)),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
};
