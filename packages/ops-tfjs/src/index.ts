export { weightTensor } from "./inference/convolutions.ts";
export { tfjsOps } from "./tfjs-ops.ts";
export { trainingVit } from "./training-vit.ts";
export { balanceLoss } from "./training/balance.ts";
export type { RouteTraining } from "./training/route.ts";
