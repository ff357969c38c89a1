export { summaryCodeHash } from "./summary-cache.ts";
export { readSummaries } from "./read-summaries.ts";
export { openSummaryCache, type SummaryCache } from "./summary-cache.ts";
export { startSummaryWorkers } from "./summary-workers.ts";
