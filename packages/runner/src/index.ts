export { askChild } from "./child/start-child.ts";
export { serveParent } from "./child/serve-parent.ts";
export { itsLastWords, startChild, type Child, type Death } from "./child/start-child.ts";
export { failedEnd } from "./host/process-host.ts";
export { checkResults, withoutRuns } from "./check/check-results.ts";
export type { CheckedRun, ResultsCheck } from "./check/check-results.ts";
export { aspects, type Finding } from "./check/findings.ts";
export { createProcessHost } from "./host/process-host.ts";
export { watchSuspension } from "./host/suspension.ts";
export { defaultTimeLimitMs } from "./host/process-host.ts";
export type { ProcessHostOptions } from "./host/process-host.ts";
export { serveBlocks } from "./host/worker.ts";
export type { BlockHandler } from "./host/worker.ts";
export type { PlannedModel, Refusal } from "./plan/arms.ts";
export { requireConsistent } from "./plan/contradictions.ts";
export { requireBudget } from "./run/time-left.ts";
export { planRun } from "./plan/plan.ts";
export { planAgain } from "./plan/plan.ts";
export type { PlanInput, RunPlan } from "./plan/plan.ts";
export { harnessProvenance } from "./provenance/harness.ts";
export { readConditions } from "./provenance/conditions.ts";
export { systemFacts } from "./provenance/system.ts";
export type { RunReporter } from "./run/run-block.ts";
export { Comparisons } from "./run/comparisons.ts";
export { type DryRun, dryRunOf } from "./run/time-left.ts";
export { runSuite } from "./run/run-suite.ts";
export type { ReferenceOutputs } from "./run/run-block.ts";
export type { RunOutcome, RunSuiteOptions } from "./run/run-suite.ts";
export { listRuns, newestRun } from "./store/list-runs.ts";
export type { RunListing } from "./store/list-runs.ts";
export { readRun } from "./store/read-run.ts";
export type { RecordProblem, RunOnDisk } from "./store/read-run.ts";
export { writeImageList } from "./store/image-lists.ts";
export { lockDevice } from "./store/lock-device.ts";
export { noteTraining, runHere, trainingsHere } from "./store/lock-device.ts";
export { createRunStore, reopenRunStore } from "./store/run-store.ts";
export type { RunStore, WriteFile } from "./store/run-store.ts";
export { findRun } from "./store/list-runs.ts";
export { noRunsError } from "./store/list-runs.ts";
export { allRunFolders, runFolders } from "./store/list-runs.ts";
export {
  commitThatTrained,
  readNamedResult,
  readResult,
  readResults,
  readTrainings,
  upcycledRecords,
  writeResult,
} from "./store/training-results.ts";
