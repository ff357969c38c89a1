export { besideRuns } from "./besides.ts";
export { commandOf, quoted } from "./command-line.ts";
export { blockWorkerPath, createHosts, openPages } from "./hosts.ts";
export { PreparedModels } from "./prepared-models.ts";
export { References } from "./references.ts";
export type { ResumeRequest, RunRequest, SuiteRequest } from "./request.ts";
export { type StoredRun, resumeCommand } from "./resume-hint.ts";
export { type FinishedRun, runBenchmark } from "./run-benchmark.ts";
export {
  type RunSetup,
  type SuiteInputs,
  newRun,
  planOn,
  replayedRun,
  resumedPageRun,
  resumedRun,
  suiteInputs,
} from "./run-setup.ts";
export { Splits } from "./splits.ts";
