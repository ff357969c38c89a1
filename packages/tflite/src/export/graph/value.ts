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
function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** A dimension that the caller knows is there; −1 is the last. */
export function dim(value: Value, axis: number): number {
  const size = value.dims.at(axis);
  if (size === undefined) throw new RangeError(`${value.name} has no axis ${axis}.`);
  return size;
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

/** The axes in another order, done once at export. */
export function permutedWeight(value: Value, axes: readonly number[]): Constant {
  const { name, dims, data } = weight(value);
  const strides = dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));
  const sizes = axes.map((axis) => dims[axis] ?? 0);
  const steps = axes.map((axis) => strides[axis] ?? 0);
  const permuted = new Float32Array(data.length);
  const at = sizes.map(() => 0);
  for (let i = 0, from = 0; i < permuted.length; i += 1) {
    permuted[i] = data[from] ?? Number.NaN;
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      const [count, size, step] = [(at[axis] ?? 0) + 1, sizes[axis] ?? 0, steps[axis] ?? 0];
      from += step;
      at[axis] = count;
      if (count < size) break;
      from -= step * size;
      at[axis] = 0;
    }
  }
  return constant(`${name}.${axes.join("")}`, sizes, permuted);
}

/** One expert of a stack [E,…] → […]. */
export function expertOf(value: Value, expert: number): Constant {
  const { name, dims, data } = weight(value);
  const size = sizeOf(dims.slice(1));
  const own = data.subarray(expert * size, (expert + 1) * size);
  return constant(`${name}.expert${expert}`, dims.slice(1), own);
}
