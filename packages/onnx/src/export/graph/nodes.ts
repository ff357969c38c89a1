import type { GraphBuilder } from "./graph-builder.ts";
import { integers, unknown, type Value } from "./value.ts";

/** The layer that a weight or a result belongs to: "blocks.0.mlp.fc1" of its weight and of its Gemm. */
export function scopeOf({ kind, name }: Value): string {
  const end = name.lastIndexOf(kind === "constant" ? "." : "/");
  return end === -1 ? name : name.slice(0, end);
}

/** The same values under another shape; no node where the shape is the same. One size may be unknown. */
export function reshaped(
  graph: GraphBuilder,
  x: Value,
  dims: readonly number[],
  scope: string,
): Value {
  if (x.dims.join() === dims.join()) return x;
  const sizes = dims.map((size) => (size < 0 ? unknown : size));
  return graph.node("Reshape", [x, integers(sizes)], dims, {
    scope,
    types: [x.kind === "activation" ? x.type : "float32"],
  });
}
