import { graphFiles } from "@vmoe-bench/backend/prepared";

export { tensorNames } from "@vmoe-bench/backend/prepared";

export const onnxFiles = graphFiles("onnx");

/**
 * Whether a node is a sum written as a product (a mean over tokens, a choice of biases): the cost
 * interpreter counts it as elementwise work, and not as 2 x MAC.
 */
export function isSumAsProduct(nodeName: string): boolean {
  return nodeName.includes("/sum/");
}
