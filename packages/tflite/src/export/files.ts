import { graphFiles } from "@vmoe-bench/backend/prepared";

export { tensorNames } from "@vmoe-bench/backend/prepared";

export const tfliteFiles = graphFiles("tflite");
