export { kindOfFile, kindOfFileAt, tellKind, type FileKind, type ToldKind } from "./file-kind.ts";
export { claimFolder, folderNotWritableError, requireOwnFolder } from "./own-folder.ts";
export { systemCause, whyNotWritten } from "./write-file-whole.ts";
export { makeFolder, makeFolderSync } from "./write-file-whole.ts";
export { fetchedPieces, type FetchFailures } from "./fetched-pieces.ts";
export {
  writeFileWhole,
  writePrivately,
  writePublicly,
  type WriteContent,
} from "./write-file-whole.ts";
export { cacheFolder, cachePlace, homeFolder, type CachePlace } from "./cache-folder.ts";
export { readTextFile, readTextFileIfThere, whyNotRead } from "./read-text-file.ts";
export {
  bootId,
  isRunning,
  processPlace,
  startOfProcess,
  userName,
  type ProcessPlace,
} from "./process-identity.ts";
export {
  sweepTemporaryFolders,
  temporaryFolder,
  type TemporaryFolder,
} from "./temporary-folder.ts";
export {
  devicesRoot,
  pageFolder,
  projectRoot,
  projectVersion,
  readDevice,
  readQueue,
  readSuite,
  recipePath,
  resultsRoot,
  storeDevice,
  trainingRecordsRoot,
  workFolder,
} from "./project.ts";
