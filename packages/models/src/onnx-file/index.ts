export { describeOnnx, requireNormalisation, type OnnxClassifier } from "./describe/classifier.ts";
export { readOnnx, type OnnxFile } from "./read/read-onnx.ts";
export { graphSha256 } from "./read/graph-hash.ts";
export { selfContained, sha256Of } from "./read/self-contained.ts";
export { denormalsIn, denormalsOf } from "./count/denormals.ts";
export { metadataOf } from "./describe/metadata.ts";
