export { AlteredFileError, missingFileError, UnreachableFileError } from "./errors.ts";
export { graphFiles, tensorNames } from "./graph-files.ts";
export { filesAt } from "./http.ts";
export { filesInMemory } from "./memory.ts";
export { sealed } from "./sealed.ts";
