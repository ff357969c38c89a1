export { harnessCommit } from "./harness-commit.ts";
export { writeDefaultRecipes } from "./default-recipes.ts";
export { modelFolder, resultFile } from "../run/run-folder.ts";
export type { TrainEvent } from "./protocol.ts";
export { writeTestList } from "./image-files.ts";
export { trainingQueue, type QueueSettings } from "./queue.ts";
export { trainInProcess } from "./train-process.ts";
