export { loadModel, type Where } from "./load-model.ts";
export type { OpenSession } from "./whole-model.ts";
export { floats } from "./whole-model.ts";
export { mustBeOnProvider, type PlacedWork } from "./provider.ts";
export { prepareModel } from "./prepare-model.ts";
export { isWhollyOnProvider, requireKernels } from "./provider.ts";
