export { summaryCodeHash } from "./summary-cache.ts";
export { readSummaries } from "./read-summaries.ts";
export { openSummaryCache } from "./summary-cache.ts";
export { startSummaryWorkers } from "./summary-workers.ts";
