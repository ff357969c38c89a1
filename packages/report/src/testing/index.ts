export { type TreeSize, generateResults } from "./generate-results.ts";
