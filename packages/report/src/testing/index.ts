export { type TreeSize, generateResults } from "./generate-results.ts";
export { on, together, wholeRun, withEnds } from "./run.ts";
