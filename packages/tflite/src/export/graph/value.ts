import {
  constant,
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

export type ElementType = "float32" | "int32";

export type Activation = GraphActivation<ElementType>;

export type Constant = GraphConstant<Float32Array | Int32Array>;

/** A tensor of a LiteRT graph. Shapes are static. */
export type Value = Activation | Constant;

/** Shapes, axes and counts, as operators read them; named by its content. */
export function integers(values: readonly number[], dims: readonly number[] = [values.length]) {
  return constant(`int32[${dims.join(",")}](${values.join(",")})`, dims, Int32Array.from(values));
}

/** One number that every value is combined with; named by its content. */
export function scalar(value: number): Constant {
  return constant(`float32(${value})`, [], Float32Array.of(value));
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
