import { at, CannotInferError, made, type NodeView, type Rule, type Rules } from "../known.ts";
import { elementTypes, sizeOf, valuesOf } from "../../wire/tensor.ts";

const integer = { type: elementTypes.int64 };
/** No list of a shape is longer. */
const mostValues = 4_096;

const shape: Rule = (node) => {
  const dims = node.dims(0);
  const end = node.has("end") ? node.int("end", dims.length) : dims.length;
  const values = dims.slice(node.int("start", 0), end);
  return made([values.length], {}, { ...integer, values });
};

const size: Rule = (node) => made([], {}, { ...integer, values: [sizeOf(node.dims(0))] });

const constant: Rule = (node) => {
  const tensor = (node.attribute("value") ?? node.attribute("sparse_value"))?.tensor;
  if (tensor !== undefined)
    return made(tensor.dims, {}, { type: tensor.type, values: valuesOf(tensor) });
  const lists = [
    ["value_int", elementTypes.int64],
    ["value_float", elementTypes.float32],
    ["value_ints", elementTypes.int64],
    ["value_floats", elementTypes.float32],
  ] as const;
  for (const [name, type] of lists) {
    if (!node.has(name)) continue;
    const one = name === "value_int" ? node.int(name, 0) : (node.attribute(name)?.float ?? 0);
    const list = name === "value_ints" ? node.ints(name) : (node.attribute(name)?.floats ?? []);
    return name.endsWith("s")
      ? made([list.length], {}, { type, values: list })
      : made([], {}, { type, values: [one] });
  }
  throw new CannotInferError("it has a value of an unusual kind");
};

const constantOfShape: Rule = (node) => {
  const dims = node.values(0);
  const tensor = node.attribute("value")?.tensor;
  const [value = 0] = tensor === undefined ? [0] : (valuesOf(tensor) ?? []);
  const isSmall = dims.length <= 1 && sizeOf(dims) <= mostValues;
  const values = isSmall ? Array.from({ length: sizeOf(dims) }, () => value) : undefined;
  return made(dims, {}, { type: tensor?.type ?? elementTypes.float32, values });
};

const range: Rule = (node) => {
  const [start, limit, step] = [0, 1, 2].map((i) => at(node.values(i), 0));
  const count = Math.max(0, Math.ceil(((limit ?? 0) - (start ?? 0)) / (step ?? 1)));
  if (!Number.isSafeInteger(count)) throw new CannotInferError("it has no end");
  const values =
    count <= mostValues
      ? Array.from({ length: count }, (_, i) => (start ?? 0) + i * (step ?? 1))
      : undefined;
  return made([count], {}, { type: node.input(0).type, values });
};

const cast: Rule = (node) => {
  const { dims, values } = node.input(0);
  const type = node.int("to", 0);
  const isInteger = type === elementTypes.int64 || type === elementTypes.int32;
  return made(dims, {}, { type, values: isInteger ? values?.map(Math.trunc) : values });
};

const castLike: Rule = (node) => {
  const { dims, values } = node.input(0);
  return made(dims, {}, { type: node.input(1).type, values });
};

/** Interpolation: each value is a weighted sum of 1, 2 or 4 on each axis that changes. */
const resize: Rule = (node) => {
  const from = node.dims(0);
  const dims = resizedTo(node, from);
  const mode = node.text("mode", "nearest");
  const taps = mode === "cubic" ? 4 : mode === "linear" ? 2 : 1;
  const axes = dims.filter((size, axis) => size !== from[axis]).length;
  const each = taps === 1 ? 0 : 2 * taps ** axes;
  return made(dims, { elementwise: each * sizeOf(dims) });
};

function resizedTo(node: NodeView, from: readonly number[]): readonly number[] {
  const sizes = node.optional(3);
  const axes = node.has("axes") ? node.ints("axes") : from.map((_, i) => i);
  const place = (values: readonly number[], own: (old: number, value: number) => number) =>
    from.map((old, axis) => {
      const i = axes.indexOf(axis);
      return i < 0 ? old : own(old, at(values, i));
    });
  if (sizes !== undefined && sizeOf(sizes.dims) > 0)
    return place(node.values(3), (_, size) => size);
  // Upsample, and the first version of Resize, have the scales second.
  const position = node.optional(2) === undefined ? 1 : 2;
  return place(node.values(position), (old, scale) => Math.floor(old * scale));
}

const oneHot: Rule = (node) => {
  const depth = at(node.values(1), 0);
  const dims = [...node.dims(0)];
  const axis = node.int("axis", -1);
  dims.splice(axis < 0 ? axis + dims.length + 1 : axis, 0, depth);
  return made(dims, {}, { type: node.input(2).type });
};

export const shapes: Rules = {
  Shape: shape,
  Size: size,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  Cast: cast,
  CastLike: castLike,
  Resize: resize,
  Upsample: resize,
  OneHot: oneHot,
};
