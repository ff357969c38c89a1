export { AlteredFileError, missingFileError, UnreachableFileError } from "./checked-files.ts";
export { graphFiles, tensorNames } from "./checked-files.ts";
export { rewritingRefusal } from "./finished-graph.ts";
export { filesAt } from "./http.ts";
export { filesInMemory } from "./checked-files.ts";
export { sealed } from "./checked-files.ts";
export {
  absent,
  constant,
  dim,
  expertOf,
  type GraphActivation,
  type GraphConstant,
  reshapedWeight,
  sizeOf,
  weight,
} from "./graph-value.ts";
