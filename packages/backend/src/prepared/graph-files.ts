/** Names of the files of a prepared model, for a runtime that reads graphs. */
export function graphFiles<E extends string>(extension: E) {
  return {
    /** The whole model in one graph. */
    whole: `model.${extension}`,
    /** Of `split`: all that an image goes through before its expert matters. */
    trunk: `trunk.${extension}`,
    /** Of `split`: the rest, with one expert's weights. */
    tail: (expert: number) => `tail-${expert}.${extension}`,
  } as const;
}

/** A graph's inputs and outputs. A routing's choices have its index: "experts_0", "gates_0". */
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
