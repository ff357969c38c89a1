export type ElementType = "float32" | "float16" | "int64" | "bool" | "int8";

/** What a node, or the graph's input, gives at run time. */
export interface Activation {
  readonly kind: "activation";
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** What is known at export. It is stored in the graph only if a node reads it. */
export interface Constant {
  readonly kind: "constant";
  readonly name: string;
  readonly dims: readonly number[];
  /** Halves are kept as their bits. */
  readonly data: Float32Array | Uint16Array | BigInt64Array | Int8Array;
}

/** A tensor of an ONNX graph. Shapes are static, but for a size that is {@link unknown}. */
export type Value = Activation | Constant;

/**
 * A size that is only known at run time: any negative one. A product or a quotient of it with known
 * sizes stays negative, so that rows B·N of an unknown B are unknown as well.
 */
export const unknown = -1;

/** An input that an operator may have and this node has not. */
export const absent: Constant = {
  kind: "constant",
  name: "",
  dims: [],
  data: new Float32Array(),
};

/** The values in a tensor of these dimensions. */
function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** A dimension that the caller knows is there; −1 is the last. */
export function dim(value: Value, axis: number): number {
  const size = value.dims.at(axis);
  if (size === undefined) throw new RangeError(`${value.name} has no axis ${axis}.`);
  return size;
}

/** A 64-bit integer vector (or scalar), as shapes, axes and indices are given. Named by its content. */
export function integers(values: readonly number[], dims: readonly number[] = [values.length]) {
  return constant(
    `int64[${dims.join(",")}](${values.join(",")})`,
    dims,
    BigInt64Array.from(values, BigInt),
  );
}

export function constant(name: string, dims: readonly number[], data: Constant["data"]): Constant {
  return { kind: "constant", name, dims, data };
}

/** A model's weight: float32, known at export. */
interface Weight extends Constant {
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
