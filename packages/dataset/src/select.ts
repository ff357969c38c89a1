export { gather } from "./select/gather.ts";
export { modelInput } from "./select/model-input.ts";
export { normalise } from "./select/normalise.ts";
