/** Names of the files of a prepared model. */
export const onnxFiles = {
  /** The whole model in one graph. */
  whole: "model.onnx",
  /** Of `split`: all that an image goes through before its expert matters. */
  trunk: "trunk.onnx",
  /** Of `split`: the rest, with one expert's weights. */
  tail: (expert: number) => `tail-${expert}.onnx`,
} as const;

/** The graphs' names. A routing's choices have its index: "experts_0", "gates_0". */
export const tensorNames = {
  images: "images",
  logits: "logits",
  experts: (routing: number) => `experts_${routing}`,
  gates: (routing: number) => `gates_${routing}`,
  /** Between trunk and tail: rows [B·N,D], the router's logits [B,E] and the chosen gate [B,1]. */
  tokens: "tokens",
  routerLogits: "router_logits",
  gate: "gate",
} as const;

/**
 * Whether a node is a sum written as a product (a mean over tokens, a choice of biases): the cost
 * interpreter counts it as elementwise work, and not as 2 x MAC.
 */
export function isSumAsProduct(nodeName: string): boolean {
  return nodeName.includes("/sum/");
}
