export { localDecoder, type Decoder } from "./images/decode/decoder.ts";
export { startThreadDecoder } from "./images/decode/thread-decoder.ts";
export { checkImages, typicalImage, type TypicalImage } from "./images/check-images.ts";
export { describeImages, type ImagesDescription } from "./images/describe-images.ts";
export type { FoundImage, FoundImages } from "./images/found.ts";
export { openImages } from "./images/open-images.ts";
export { scanImages } from "./images/scan/scan.ts";
export {
  trainAndTest,
  underNamedClasses,
  type NamedTrainAndTest,
} from "./images/train-and-test.ts";
