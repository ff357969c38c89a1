export { exportTflite } from "./export-tflite.ts";
export { tensorNames, tfliteFiles } from "./files.ts";
