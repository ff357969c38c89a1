export { hubCheckpoint, type HubOptions } from "./hub/fetch-checkpoint.ts";
export { writeCheckpoint } from "./import-checkpoint.ts";
export { readCheckpoint, type Checkpoint, type CheckpointOptions } from "./read-checkpoint.ts";
export { importText } from "./import-checkpoint.ts";
