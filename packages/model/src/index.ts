export { modelCost } from "./cost/model-cost.ts";
export { touchedBytesOf } from "./cost/touched-bytes.ts";
export type { Linear, Mlp, Ops, Routing } from "./ops.ts";
export { referenceOps } from "./reference/reference-ops.ts";
export { runReference } from "./reference/run-reference.ts";
export { tail, trunk, vit, type Outputs, type Trunk, type Weights } from "./vit.ts";
export { checkWeights, WrongWeightsError } from "./weights/check-weights.ts";
export { isExpertWeight, weightShapes } from "./weights/inventory.ts";
export { randomWeights } from "./weights/random.ts";
export { decodeSafetensors, encodeSafetensors } from "./weights/safetensors.ts";
export {
  BrokenSafetensorsError,
  prefixBytes as safetensorsPrefixBytes,
  safetensorsEntries,
  safetensorsHeaderBytes,
  type SafetensorsEntry,
} from "./weights/safetensors-header.ts";
export { valuesOf as safetensorsValues } from "./weights/safetensors-values.ts";
