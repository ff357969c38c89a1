/** What a node, or a graph's input, gives at run time. */
export interface GraphActivation<Type extends string> {
  readonly kind: "activation";
  readonly name: string;
  readonly type: Type;
  readonly dims: readonly number[];
}

/** What is known at export. It is stored in the file only if a node reads it. */
export interface GraphConstant<Data> {
  readonly kind: "constant";
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Data;
}

/** A tensor of a graph that is written to a file, of whatever runtime. */
type GraphValue = GraphActivation<string> | GraphConstant<unknown>;

/** A dimension that the caller knows is there; −1 is the last. */
export function dim({ name, dims }: GraphValue, axis: number): number {
  const size = dims.at(axis);
  if (size === undefined) throw new RangeError(`${name} has no axis ${axis}.`);
  return size;
}

/** The values in a tensor of these dimensions. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

export function constant<Data>(
  name: string,
  dims: readonly number[],
  data: Data,
): GraphConstant<Data> {
  return { kind: "constant", name, dims, data };
}

/** An input that an operator may have and a node has not. */
export const absent = constant("", [], new Float32Array());

/** Weights reach an interpreter as values; here they are needed with their numbers. */
export function weight(value: GraphValue): GraphConstant<Float32Array> {
  if (value.kind === "activation" || !(value.data instanceof Float32Array))
    throw new TypeError(`${value.name} is not a weight.`);
  return { ...value, data: value.data };
}

/** The same numbers under another shape. */
export function reshapedWeight(
  value: GraphValue,
  dims: readonly number[],
): GraphConstant<Float32Array> {
  const source = weight(value);
  if (source.dims.join() === dims.join()) return source;
  return constant(`${source.name}[${dims.join(",")}]`, dims, source.data);
}

/** One expert of a stack [E,…] → […]. */
export function expertOf(value: GraphValue, expert: number): GraphConstant<Float32Array> {
  const { name, dims, data } = weight(value);
  const size = sizeOf(dims.slice(1));
  const own = data.subarray(expert * size, (expert + 1) * size);
  return constant(`${name}.expert${expert}`, dims.slice(1), own);
}
