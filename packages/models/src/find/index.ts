export { modelOfArm } from "./controlled-model.ts";
export { denormalLines } from "./denormal-lines.ts";
export { findModel } from "./find-model.ts";
export { findRunModel } from "./find-run-model.ts";
export { fetchFromHub, fetchModels, isHubName } from "./from-hub.ts";
export { fromOnnx } from "./from-onnx.ts";
export { recipeOf } from "./recipe-of.ts";
export type { RunModel } from "./run-model.ts";
