export { loadModel } from "./load-model.ts";
export type { ModelTensor, OpenModel } from "./whole-model.ts";
export { prepareModel } from "./load-model.ts";
