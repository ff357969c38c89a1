export { AlteredFileError, missingFileError, UnreachableFileError } from "./errors.ts";
export { filesAt } from "./http.ts";
export { filesInMemory } from "./memory.ts";
export { sealed } from "./sealed.ts";
