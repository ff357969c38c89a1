export { modelCost } from "./cost/model-cost.ts";
export { touchedBytesOf } from "./cost/model-cost.ts";
export type { Activation, Convolution, ConvolutionOptions, ConvOps } from "./ops.ts";
export { mobileConfigOfTimm, mobileNetV3Config, mobileViTConfig } from "./mobile/presets.ts";
export { model } from "./model.ts";
export type { Linear, Mlp, MlpActivation, Ops, Routing } from "./ops.ts";
export { referenceOps } from "./reference/reference-ops.ts";
export { runReference } from "./reference/run-reference.ts";
export { splittable } from "./model.ts";
export {
  embed,
  tail,
  trunk,
  trunkOfTokens,
  vit,
  type Outputs,
  type Trunk,
  type Weights,
} from "./vit.ts";
export { checkTensors, checkWeights, wrongWeightsError } from "./weights/inventory.ts";
export { fromTimm, isTrainingCounter } from "./weights/from-timm.ts";
export { expertLayer, isExpertWeight, weightShapes } from "./weights/inventory.ts";
export { randomWeights } from "./weights/random.ts";
export { decodeSafetensors, encodeSafetensors } from "./weights/safetensors.ts";
export {
  brokenSafetensorsError,
  prefixBytes as safetensorsPrefixBytes,
  safetensorsEntries,
  safetensorsHeaderBytes,
  type SafetensorsEntry,
} from "./weights/safetensors.ts";
export { valuesOf as safetensorsValues } from "./weights/safetensors.ts";
