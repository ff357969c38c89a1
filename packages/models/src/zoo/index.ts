export { brokenModelError, modelNotFoundError } from "./errors.ts";
export { readModel, type StoredModel } from "./read-model.ts";
export { writeModel } from "./write-model.ts";
export { findCard, findModel, modelFolder, zooFolder, zooModels } from "./zoo.ts";
