import { made, noWork, sizeOf } from "../known.ts";
import { axisOf } from "../node-view.ts";
import type { Rule, Rules } from "./rule.ts";

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
