export { loadModel } from "./load-model.ts";
export type { ModelTensor, OpenModel } from "./open-model.ts";
export { prepareModel } from "./prepare-model.ts";
