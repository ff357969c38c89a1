export {
  byFolders,
  splitNames,
  type DatasetInfo,
  type DatasetName,
  type Labels,
  type Split,
  type SplitName,
} from "./dataset.ts";
export type { DownloadProgress } from "./download/download.ts";
export { imagesFolderError } from "./errors/file-errors.ts";
export { readDecoded, type DecodedImages } from "./images/cache/decoded-set.ts";
export { imageSetName, plainName } from "./images/found.ts";
export type { ImageStream, StreamImages } from "./glyphs/stream.ts";
export {
  readSplit,
  readSplitInfo,
  writeSplit,
  type RunSplit,
  type StoredImages,
} from "./stored/split.ts";
export {
  imagesPath,
  isImagesPath,
  locateDataset,
  openDataset,
  type OpenOptions,
} from "./open/open.ts";
export { gather, inLayout, modelInput, normalise } from "./select/model-input.ts";
export { firstIndexes, sampleIndexes, shuffled } from "./select/order.ts";
export { datasetNames, datasets } from "./sets/catalogue.ts";
