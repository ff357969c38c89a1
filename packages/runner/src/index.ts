export { askChild } from "./child/ask-child.ts";
export { serveParent } from "./child/serve-parent.ts";
export { itsLastWords, startChild, type Child, type Death } from "./child/start-child.ts";
export { failedEnd } from "./host/crash.ts";
export { checkResults, withoutRuns } from "./check/check-results.ts";
export type { CheckedRun, ResultsCheck } from "./check/check-results.ts";
export { aspects, type Finding } from "./check/findings.ts";
export { createProcessHost } from "./host/process-host.ts";
export { watchSuspension } from "./host/suspension.ts";
export { defaultTimeLimitMs } from "./host/time-limit.ts";
export type { ProcessHostOptions } from "./host/process-host.ts";
export { serveBlocks } from "./host/worker.ts";
export type { BlockHandler } from "./host/worker.ts";
export type { PlannedModel } from "./plan/arms.ts";
export { requireConsistent } from "./plan/contradictions.ts";
export { requireBudget } from "./plan/require-budget.ts";
export { planRun } from "./plan/plan.ts";
export { planAgain } from "./plan/plan-again.ts";
export type { PlanInput, RunPlan } from "./plan/plan.ts";
export { harnessProvenance } from "./provenance/harness.ts";
export { readConditions } from "./provenance/conditions.ts";
export { systemFacts } from "./provenance/system.ts";
export type { RunReporter } from "./run/reporter.ts";
export { Comparisons } from "./run/comparisons.ts";
export { type DryRun, dryRunOf } from "./run/dry-run.ts";
export { runSuite } from "./run/run-suite.ts";
export type { ReferenceOutputs, RunOutcome, RunSuiteOptions } from "./run/run-suite.ts";
export { listRuns, newestRun } from "./store/list-runs.ts";
export type { RunListing } from "./store/list-runs.ts";
export { readRun } from "./store/read-run.ts";
export type { RecordProblem, RunOnDisk } from "./store/read-run.ts";
export { writeImageList } from "./store/image-lists.ts";
export { lockDevice } from "./store/lock-device.ts";
export { noteTraining, runHere, trainingsHere } from "./store/training-notes.ts";
export { createRunStore, reopenRunStore } from "./store/run-store.ts";
export type { RunStore, WriteFile } from "./store/run-store.ts";
export * from "./store/store-errors.ts";
export { findRun } from "./store/find-run.ts";
export { noRunsError } from "./store/no-runs.ts";
export { allRunFolders, runFolders } from "./store/run-folders.ts";
export {
  commitThatTrained,
  readNamedResult,
  readResult,
  readResults,
  readTrainings,
  upcycledRecords,
  writeResult,
} from "./store/training-results.ts";
