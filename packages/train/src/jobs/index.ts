export { harnessCommit } from "./harness-commit.ts";
export { askedTraining, type AskedTraining } from "./asked-training.ts";
export { modelFolder, resultFile } from "../run/run-folder.ts";
export type { TrainEvent } from "./protocol.ts";
export { writeTestList } from "./image-files.ts";
export { trainingQueue, type QueueSettings } from "./queue.ts";
export { trainInProcess } from "./train-process.ts";
export { QueueClock } from "./queue-clock.ts";
