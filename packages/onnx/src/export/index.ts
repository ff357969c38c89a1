export { exportOnnx } from "./export-onnx.ts";
export { isSumAsProduct, onnxFiles, tensorNames } from "./files.ts";
