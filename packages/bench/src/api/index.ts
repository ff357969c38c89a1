export { addBackend } from "../backends.ts";
export { run, type Ran, type RunOptions } from "./run.ts";
export {
  ClosedModelError,
  inputDims,
  KnownError,
  kindOf,
  requireShape,
  UnsupportedError,
  type Arm,
  type Backend,
  type DefinedArtifact,
  type ImageBatch,
  type LoadedModel,
  type LoadOptions,
  type ModelArtifact,
  type ModelFiles,
  type Prediction,
  type PreparedModel,
  type PrepareOptions,
  type Probe,
  type Strategy,
} from "@vmoe-bench/contracts";
export {
  conformanceCases,
  type ConformanceCase,
  type Expectations,
} from "@vmoe-bench/backend/conformance";
export { filesInMemory, sealed } from "@vmoe-bench/backend/prepared";
export { decodeSafetensors, encodeSafetensors, runReference } from "@vmoe-bench/model";
export { listRuns, readRun, type RunListing, type RunOnDisk } from "@vmoe-bench/runner";
export { summarise, type Latency, type Row, type Summary } from "@vmoe-bench/report";
