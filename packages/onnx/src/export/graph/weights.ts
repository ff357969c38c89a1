import { constant, dim, sizeOf, type Constant, type Value } from "./value.ts";

/** A model's weight: float32, known at export. */
export interface Weight extends Constant {
  readonly data: Float32Array;
}

/** Weights reach an interpreter as values; here they are needed with their numbers. */
export function weight(value: Value): Weight {
  if (value.kind === "activation" || !(value.data instanceof Float32Array))
    throw new TypeError(`${value.name} is not a weight.`);
  return { ...value, data: value.data };
}

/** The same numbers under another shape. */
export function reshapedWeight(value: Value, dims: readonly number[]): Constant {
  const source = weight(value);
  if (source.dims.join() === dims.join()) return source;
  return constant(`${source.name}[${dims.join(",")}]`, dims, source.data);
}

/** […,out,in] → […,in,out]: done once at export, so that no Transpose runs. */
export function transposedWeight(value: Value): Constant {
  const { name, dims, data } = weight(value);
  const [rows, columns] = [dim(value, -2), dim(value, -1)];
  const transposed = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += rows * columns)
    for (let r = 0; r < rows; r += 1)
      for (let c = 0; c < columns; c += 1)
        transposed[start + c * rows + r] = data[start + r * columns + c] ?? Number.NaN;
  return constant(`${name}.T`, [...dims.slice(0, -2), columns, rows], transposed);
}

/** Experts' stack [E,in,out] → [in,E·out]: all experts side by side in one matrix. */
export function besideEachOther(value: Value): Constant {
  const { name, data } = weight(value);
  const [experts, rows, columns] = [dim(value, 0), dim(value, 1), dim(value, 2)];
  const wide = new Float32Array(data.length);
  for (let e = 0; e < experts; e += 1)
    for (let r = 0; r < rows; r += 1) {
      const start = (e * rows + r) * columns;
      wide.set(data.subarray(start, start + columns), (r * experts + e) * columns);
    }
  return constant(`${name}.wide`, [rows, experts * columns], wide);
}

/** One expert of a stack [E,…] → […]. */
export function expertOf(value: Value, expert: number): Constant {
  const { name, dims, data } = weight(value);
  const size = sizeOf(dims.slice(1));
  const own = data.subarray(expert * size, (expert + 1) * size);
  return constant(`${name}.expert${expert}`, dims.slice(1), own);
}

/** The same number everywhere. */
export function filled(name: string, dims: readonly number[], value: number): Constant {
  return constant(name, dims, new Float32Array(sizeOf(dims)).fill(value));
}
