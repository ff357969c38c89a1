export { type TreeSize, generateResults } from "./generate-results.ts";
export { wholeRun, withEnds } from "./run.ts";
