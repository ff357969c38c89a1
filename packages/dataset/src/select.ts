export { gather } from "./select/gather.ts";
export { inLayout } from "./select/in-layout.ts";
export { normalise } from "./select/normalise.ts";
