export { summaryCodeHash } from "./code-hash.ts";
export { readSummaries } from "./read-summaries.ts";
export { openSummaryCache, type SummaryCache } from "./summary-cache.ts";
export { startSummaryWorkers } from "./summary-workers.ts";
