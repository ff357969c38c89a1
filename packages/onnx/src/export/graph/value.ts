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
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** A dimension that the caller knows is there; −1 is the last. */
export function dim(value: Value, axis: number): number {
  const found = value.dims.at(axis);
  if (found === undefined) throw new RangeError(`${value.name} has no axis ${axis}.`);
  return found;
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
