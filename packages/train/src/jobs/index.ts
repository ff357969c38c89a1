export { harnessCommit } from "./harness-commit.ts";
export { resultFile } from "./paths.ts";
export type { TrainEvent } from "./protocol.ts";
export { trainingQueue } from "./queue.ts";
export { trainInProcess } from "./train-process.ts";
