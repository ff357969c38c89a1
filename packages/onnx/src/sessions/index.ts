export { loadModel, type Where } from "./load-model.ts";
export type { OpenSession } from "./open-session.ts";
export { floats } from "./outputs.ts";
export { mustBeOnProvider, type PlacedWork } from "./placement.ts";
export { prepareModel } from "./prepare-model.ts";
export { isWhollyOnProvider, requireKernels } from "./provider.ts";
