export { weightTensor } from "./inference/convolutions.ts";
export { tfjsOps } from "./tfjs-ops.ts";
export { trainingVit, type ExpertDropout, type VitTraining } from "./training-vit.ts";
export { balanceLoss } from "./training/routing.ts";
