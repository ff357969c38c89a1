export { brokenModelError, modelNotFoundError } from "./stored-model.ts";
export { readModel, type StoredModel } from "./stored-model.ts";
export { writeModel } from "./stored-model.ts";
export { findCard, findModel, modelFolder, zooFolder, zooModels } from "./zoo.ts";
