export { mergeRuns } from "./data/merge.ts";
export { reduceRun, type BesideRun, type RunPart } from "./data/run-part.ts";
export type { DashboardData } from "./data/schema.ts";
export { headlinesOf } from "./data/headlines.ts";
export { openDashboardFiles, type DashboardFiles } from "./write/write-dashboard.ts";
