export { loadModel, type Where } from "./load-model.ts";
export { prepareModel } from "./prepare-model.ts";
