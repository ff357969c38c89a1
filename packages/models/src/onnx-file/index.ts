export { describeOnnx, requireNormalisation, type OnnxClassifier } from "./describe/classifier.ts";
export { readOnnx, type OnnxFile } from "./read/read-onnx.ts";
export { graphSha256, sha256Of } from "./read/graph-hash.ts";
export { selfContained } from "./read/self-contained.ts";
export { denormalsIn, denormalsOf } from "./count/numbers.ts";
export { metadataOf } from "./describe/description.ts";
