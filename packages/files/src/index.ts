export { claimFolder, FolderNotWritableError, requireOwnFolder } from "./own-folder.ts";
export { writeFileWhole, writePrivately, type WriteContent } from "./write-file-whole.ts";
