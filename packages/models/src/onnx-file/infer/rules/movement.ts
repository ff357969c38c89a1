import {
  at,
  axisOf,
  broadcast,
  CannotInferError,
  type Known,
  made,
  type Made,
  type NodeView,
  noWork,
  type Rule,
  type Rules,
} from "../known.ts";
import { sizeOf } from "../../wire/tensor.ts";

/** The same values, one after another, under another shape. */
function sameValues(node: NodeView, dims: readonly number[]) {
  const { type, values } = node.input(0);
  return made(dims, {}, { type, values });
}

const reshape: Rule = (node) => {
  const from = node.dims(0);
  const asked = node.valuesOrInts(1, "shape") ?? [];
  const copies = node.int("allowzero", 0) === 0;
  const sizes = asked.map((size, i) => (size === 0 && copies ? at(from, i) : size));
  const rest = sizeOf(sizes.filter((size) => size !== -1));
  const dims = sizes.map((size) => (size === -1 ? sizeOf(from) / rest : size));
  if (sizeOf(dims) !== sizeOf(from) || !dims.every(Number.isInteger))
    throw new CannotInferError(`[${from.join(",")}] has no shape [${asked.join(",")}]`);
  return sameValues(node, dims);
};

const flatten: Rule = (node) => {
  const from = node.dims(0);
  const given = node.int("axis", 1);
  const axis = given === from.length ? given : axisOf(given, from.length);
  return sameValues(node, [sizeOf(from.slice(0, axis)), sizeOf(from.slice(axis))]);
};

const squeeze: Rule = (node) => {
  const from = node.dims(0);
  const axes = node.valuesOrInts(1, "axes")?.map((axis) => axisOf(axis, from.length));
  return sameValues(
    node,
    from.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
};

const unsqueeze: Rule = (node) => {
  const from = [...node.dims(0)];
  const given = node.valuesOrInts(1, "axes") ?? [];
  const rank = from.length + given.length;
  const axes = new Set(given.map((axis) => axisOf(axis, rank)));
  return sameValues(
    node,
    Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : (from.shift() ?? 1))),
  );
};

const transpose: Rule = (node) => {
  const from = node.input(0);
  const rank = from.dims.length;
  const order = node.has("perm") ? node.ints("perm") : from.dims.map((_, i) => rank - 1 - i);
  const dims = order.map((axis) => at(from.dims, axis));
  const values = picked(from, dims, (index) =>
    from.dims.map((_, axis) => index[order.indexOf(axis)] ?? 0),
  );
  return made(dims, {}, { type: from.type, values });
};

const concat: Rule = (node) => {
  const parts = node.inputs;
  const [first] = parts;
  if (first === undefined) throw new CannotInferError("it has no inputs");
  const axis = axisOf(node.int("axis", 0), first.dims.length);
  const total = parts.reduce((sum, { dims }) => sum + at(dims, axis), 0);
  const dims = first.dims.map((size, i) => (i === axis ? total : size));
  const lists = parts.map(({ values }) => values);
  const isKnown = dims.length === 1 && !lists.includes(undefined);
  const values = isKnown ? lists.flatMap((list) => list ?? []) : undefined;
  return made(dims, {}, { type: first.type, values });
};

const split: Rule = (node) => {
  const from = node.input(0);
  const axis = axisOf(node.int("axis", 0), from.dims.length);
  const total = at(from.dims, axis);
  const count = node.outputCount;
  const each = Math.ceil(total / count);
  const sizes =
    node.valuesOrInts(1, "split") ??
    Array.from({ length: count }, (_, i) => Math.min(each, total - i * each));
  let start = 0;
  const outputs = sizes.map((size): Made => {
    const dims = from.dims.map((old, i) => (i === axis ? size : old));
    const values = from.dims.length === 1 ? from.values?.slice(start, start + size) : undefined;
    start += size;
    return { dims, type: from.type, values };
  });
  return { outputs, work: noWork };
};

/** Begins and ends as ONNX counts them: from the end where negative, and never past it. */
const slice: Rule = (node) => {
  const from = node.input(0);
  const rank = from.dims.length;
  const starts = node.valuesOrInts(1, "starts") ?? [];
  const ends = node.valuesOrInts(2, "ends") ?? [];
  const axes = (node.valuesOrInts(3, "axes") ?? starts.map((_, i) => i)).map((axis) =>
    axisOf(axis, rank),
  );
  const steps = node.optional(4) === undefined ? starts.map(() => 1) : node.values(4);
  const dims = [...from.dims];
  const places = from.dims.map(() => ({ start: 0, step: 1 }));
  for (const [i, axis] of axes.entries()) {
    const step = at(steps, i);
    const { start, count } = slicePositions(at(from.dims, axis), at(starts, i), at(ends, i), step);
    dims[axis] = count;
    places[axis] = { start, step };
  }
  const values = picked(from, dims, (index) =>
    places.map(({ start, step }, axis) => start + (index[axis] ?? 0) * step),
  );
  return made(dims, {}, { type: from.type, values });
};

function slicePositions(size: number, start: number, end: number, step: number) {
  if (step === 0) throw new CannotInferError("its step is 0");
  const from = (position: number) => (position < 0 ? position + size : position);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (position: number, least: number) => Math.min(Math.max(position, least), high);
  const first = clamp(from(start), step > 0 ? low : 0);
  const last = clamp(from(end), low);
  return { start: first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

const gather: Rule = (node) => {
  const [from, indexes] = [node.input(0), node.input(1)];
  const axis = axisOf(node.int("axis", 0), from.dims.length);
  const dims = [...from.dims.slice(0, axis), ...indexes.dims, ...from.dims.slice(axis + 1)];
  const isList = from.dims.length === 1 && from.values !== undefined;
  const values =
    isList && indexes.values !== undefined
      ? indexes.values.map((index) => at(from.values ?? [], index))
      : undefined;
  return made(dims, {}, { type: from.type, values });
};

const expand: Rule = (node) => {
  const from = node.input(0);
  const dims = broadcast(from.dims, node.values(1));
  const isNumber = from.values?.length === 1 && dims.length === 1 && sizeOf(dims) <= 4_096;
  const values = isNumber
    ? Array.from({ length: sizeOf(dims) }, () => at(from.values ?? [], 0))
    : undefined;
  return made(dims, {}, { type: from.type, values: sizeOf(dims) === 1 ? from.values : values });
};

const tile: Rule = (node) =>
  made(
    node.dims(0).map((size, i) => size * at(node.values(1), i)),
    {},
    { type: node.input(0).type },
  );

const pad: Rule = (node) => {
  const from = node.dims(0);
  const pads = node.valuesOrInts(1, "pads") ?? [];
  const given = node.optional(3) === undefined ? from.map((_, i) => i) : node.values(3);
  const dims = [...from];
  for (const [i, axis] of given.entries()) {
    const own = axisOf(axis, from.length);
    dims[own] = at(from, own) + at(pads, i) + at(pads, i + given.length);
  }
  return made(dims, {}, { type: node.input(0).type });
};

/** Blocks of pixels become channels, or the other way round. */
function blocks(grow: (size: number) => number): Rule {
  return (node) => {
    const [n, c, h, w] = [0, 1, 2, 3].map((axis) => at(node.dims(0), axis));
    const size = node.int("blocksize", 1);
    const [deep, wide] = [grow(size * size), grow(size)];
    return made([n ?? 1, (c ?? 1) * deep, (h ?? 1) / wide, (w ?? 1) / wide]);
  };
}

const same: Rule = (node) => sameValues(node, node.dims(0));

/** A mask where it is asked for. */
const dropout: Rule = (node) => {
  const { dims, type, values } = node.input(0);
  const all = Array.from({ length: node.outputCount }, () => ({ dims, type, values }));
  return { outputs: all, work: noWork };
};

const likeSecond: Rule = (node) => made(node.dims(1), {}, { type: node.input(0).type });

export const movement: Rules = {
  Identity: same,
  Dropout: dropout,
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  GatherElements: likeSecond,
  ScatterElements: same,
  ScatterND: same,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  Trilu: same,
  DepthToSpace: blocks((size) => 1 / size),
  SpaceToDepth: blocks((size) => size),
};

/** What shapes are made of is short. */
const mostValues = 4_096;

/**
 * The numbers of an output of which each is one of the input's: what moves, folds it, too.
 * @param placeOf index in the input of an index in the output
 * @returns row-major; undefined for what depends on the images, and for too many
 */
function picked(
  { dims: from, values }: Known,
  dims: readonly number[],
  placeOf: (index: readonly number[]) => readonly number[],
): readonly number[] | undefined {
  const size = sizeOf(dims);
  if (values?.length !== sizeOf(from) || size > mostValues) return undefined;
  const chosen: number[] = [];
  for (let i = 0; i < size; i += 1) {
    const value = values[positionOf(placeOf(indexOf(i, dims)), from)];
    if (value === undefined) return undefined;
    chosen.push(value);
  }
  return chosen;
}

function indexOf(position: number, dims: readonly number[]): number[] {
  let left = position;
  return dims
    .toReversed()
    .map((size) => {
      const own = left % size;
      left = Math.floor(left / size);
      return own;
    })
    .toReversed();
}

function positionOf(index: readonly number[], dims: readonly number[]): number {
  return dims.reduce((position, size, axis) => position * size + (index[axis] ?? 0), 0);
}
