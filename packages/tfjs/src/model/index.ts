export { loadModel, type Where } from "./open-model.ts";
export { prepareModel } from "./prepare-model.ts";
