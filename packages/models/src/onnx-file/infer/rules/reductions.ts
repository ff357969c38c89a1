import { at, axisOf, made, type NodeView, noWork, type Rule, type Rules } from "../known.ts";
import { elementTypes, sizeOf } from "../../wire/tensor.ts";

/** The axes to reduce are an attribute, or in newer versions an input. */
function reduction(compute?: (values: readonly number[]) => number): Rule {
  return (node) => {
    const from = node.input(0);
    const rank = from.dims.length;
    const given = node.valuesOrInts(1, "axes") ?? [];
    const isNothing = given.length === 0 && node.int("noop_with_empty_axes", 0) === 1;
    if (isNothing) return made(from.dims, {}, { type: from.type, values: from.values });
    const axes = new Set(given.map((axis) => axisOf(axis, rank)));
    const isReduced = (axis: number) => axes.size === 0 || axes.has(axis);
    const keep = node.int("keepdims", 1) === 1;
    const dims = from.dims
      .map((size, axis) => (isReduced(axis) ? 1 : size))
      .filter((_, axis) => keep || !isReduced(axis));
    const isWhole = rank === 1 && from.values !== undefined && compute !== undefined;
    const values = isWhole ? [compute(from.values)] : undefined;
    return made(dims, { elementwise: sizeOf(from.dims) }, { type: from.type, values });
  };
}

const largest: Rule = (node) => {
  const from = node.dims(0);
  const axis = axisOf(node.int("axis", 0), from.length);
  const keep = node.int("keepdims", 1) === 1;
  const dims = from.map((size, i) => (i === axis ? 1 : size)).filter((_, i) => keep || i !== axis);
  return made(dims, { elementwise: sizeOf(from) }, { type: elementTypes.int64 });
};

/** A comparison for each value, whatever the runtime sorts with. */
const topK: Rule = (node) => {
  const from = node.dims(0);
  const axis = axisOf(node.int("axis", -1), from.length);
  const dims = from.map((size, i) => (i === axis ? kOf(node) : size));
  return {
    outputs: [{ dims }, { dims, type: elementTypes.int64 }],
    work: { macs2: 0, elementwise: sizeOf(from) },
  };
};

function kOf(node: NodeView): number {
  return node.has("k") ? node.int("k", 1) : at(node.values(1), 0);
}

const running: Rule = (node) => made(node.dims(0), { elementwise: sizeOf(node.dims(0)) });

const add = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

export const reductions: Rules = {
  ReduceSum: reduction(add),
  ReduceMean: reduction(),
  ReduceMax: reduction((values) => Math.max(...values)),
  ReduceMin: reduction((values) => Math.min(...values)),
  ReduceProd: reduction(sizeOf),
  ReduceL1: reduction(),
  ReduceL2: reduction(),
  ReduceSumSquare: reduction(),
  ReduceLogSumExp: reduction(),
  ArgMax: largest,
  ArgMin: largest,
  TopK: topK,
  CumSum: running,
};

/** FLOPs an element, as the cost interpreter counts them; batch normalisation is a scale and a shift. */
const perElement = { layerNorm: 7, batchNorm: 2, softmax: 5, residual: 1 };

function sameShape(cost: number): Rule {
  return (node) => made(node.dims(0), { elementwise: cost * sizeOf(node.dims(0)) });
}

/** Its mean and deviation can be asked for, too. */
const layerNorm: Rule = (node) => {
  const dims = node.dims(0);
  const axis = axisOf(node.int("axis", -1), dims.length);
  const statistics = dims.map((size, i) => (i < axis ? size : 1));
  const more = Array.from({ length: node.outputCount - 1 }, () => ({ dims: statistics }));
  const work = { ...noWork, elementwise: perElement.layerNorm * sizeOf(dims) };
  return { outputs: [{ dims }, ...more], work };
};

/** The sum is the last output. */
const skipLayerNorm: Rule = (node) => {
  const dims = node.dims(0);
  const outputs = Array.from({ length: node.outputCount }, () => ({ dims }));
  const cost = perElement.layerNorm + perElement.residual;
  return { outputs, work: { ...noWork, elementwise: cost * sizeOf(dims) } };
};

export const normalisation: Rules = {
  BatchNormalization: sameShape(perElement.batchNorm),
  InstanceNormalization: sameShape(perElement.layerNorm),
  GroupNormalization: sameShape(perElement.layerNorm),
  LayerNormalization: layerNorm,
  RMSNormalization: layerNorm,
  LpNormalization: sameShape(perElement.layerNorm),
  LRN: sameShape(perElement.layerNorm),
  Softmax: sameShape(perElement.softmax),
  LogSoftmax: sameShape(perElement.softmax + perElement.residual),
};

/** ONNX Runtime's own. */
export const microsoftNormalisation: Rules = {
  SkipLayerNormalization: skipLayerNorm,
  LayerNormalization: layerNorm,
};
