export type ElementType = "float32" | "int32";

/** What a node, or the graph's input, gives at run time. */
export interface Activation {
  readonly kind: "activation";
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** What is known at export. It is stored in the file only if a node reads it. */
export interface Constant {
  readonly kind: "constant";
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A tensor of a LiteRT graph. Shapes are static. */
export type Value = Activation | Constant;

/** An input that this graph has not. */
export const absent: Constant = { kind: "constant", name: "", dims: [], data: new Float32Array() };

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

export function constant(name: string, dims: readonly number[], data: Constant["data"]): Constant {
  return { kind: "constant", name, dims, data };
}

/** Shapes, axes and counts, as operators read them; named by its content. */
export function integers(values: readonly number[], dims: readonly number[] = [values.length]) {
  return constant(`int32[${dims.join(",")}](${values.join(",")})`, dims, Int32Array.from(values));
}

/** One number that every value is combined with; named by its content. */
export function scalar(value: number): Constant {
  return constant(`float32(${value})`, [], Float32Array.of(value));
}
