export type { Linear, Mlp, Ops, Routing } from "./ops.ts";
export { tail, trunk, vit, type Outputs, type Trunk, type Weights } from "./vit.ts";
export { checkWeights, WrongWeightsError } from "./weights/check-weights.ts";
export { weightShapes, isExpertWeight } from "./weights/inventory.ts";
