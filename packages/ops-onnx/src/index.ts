export { exportOnnx, tensorNames, type ExportOptions } from "./export-onnx.ts";
