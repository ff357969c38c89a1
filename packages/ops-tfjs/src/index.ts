export { tfjsOps } from "./tfjs-ops.ts";
export { trainingVit } from "./training-vit.ts";
