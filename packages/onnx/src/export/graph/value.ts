import {
  constant,
  dim,
  type GraphActivation,
  type GraphConstant,
  sizeOf,
  weight,
} from "@vmoe-bench/backend/prepared";

export {
  absent,
  constant,
  dim,
  expertOf,
  reshapedWeight,
  weight,
} from "@vmoe-bench/backend/prepared";

export type ElementType = "float32" | "float16" | "int64" | "bool" | "int8";

export type Activation = GraphActivation<ElementType>;

/** Halves are kept as their bits. */
export type Constant = GraphConstant<Float32Array | Uint16Array | BigInt64Array | Int8Array>;

/** A tensor of an ONNX graph. Shapes are static, but for a size that is {@link unknown}. */
export type Value = Activation | Constant;

/**
 * A size that is only known at run time: any negative one. A product or a quotient of it with known
 * sizes stays negative, so that rows B·N of an unknown B are unknown as well.
 */
export const unknown = -1;

/** A 64-bit integer vector (or scalar), as shapes, axes and indices are given. Named by its content. */
export function integers(values: readonly number[], dims: readonly number[] = [values.length]) {
  return constant(
    `int64[${dims.join(",")}](${values.join(",")})`,
    dims,
    BigInt64Array.from(values, BigInt),
  );
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

/** The same number everywhere. */
export function filled(name: string, dims: readonly number[], value: number): Constant {
  return constant(name, dims, new Float32Array(sizeOf(dims)).fill(value));
}
