export { type Comparison, compareOutputs } from "./compare-outputs.ts";
