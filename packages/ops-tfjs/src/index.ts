export { tfjsOps } from "./tfjs-ops.ts";
export { trainingOps } from "./training-ops.ts";
export { trainingVit } from "./training-vit.ts";
