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
