export { gather, modelInput, normalise } from "./select/model-input.ts";
