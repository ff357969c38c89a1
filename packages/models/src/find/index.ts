export { modelOfArm } from "./find-run-model.ts";
export { denormalLines } from "./run-model.ts";
export { findModel } from "./find-model.ts";
export { findRunModel } from "./find-run-model.ts";
export { fetchFromHub, fetchModels, isHubName } from "./find-model.ts";
export { fromOnnx } from "./from-onnx.ts";
export { recipeOf } from "./run-model.ts";
export type { RunModel } from "./run-model.ts";
