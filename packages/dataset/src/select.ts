export { gather } from "./select/gather.ts";
export { normalise } from "./select/normalise.ts";
