import type { GraphBuilder } from "./graph/graph-builder.ts";
import { nodesOf, scopeOf } from "./graph/nodes.ts";
import { dim, scalar, type Value } from "./graph/value.ts";

/** [B·N,3D] → [B·N,D]. Without a batch axis where there is one image, so that nothing has five axes. */
export function attention(graph: GraphBuilder, qkv: Value, batch: number, heads: number): Value {
  const nodes = nodesOf(graph, scopeOf(qkv));
  const [rows, D] = [dim(qkv, 0), dim(qkv, 1) / 3];
  const [N, width] = [rows / batch, D / heads];
  const lead = batch === 1 ? [] : [batch];
  const swapped = (x: Value) => nodes.transposed(x, batch === 1 ? [1, 0, 2] : [0, 2, 1, 3]);

  const byToken = nodes.reshaped(qkv, [...lead, N, 3 * heads, width]);
  const [q, k, v] = nodes.parts(swapped(byToken), lead.length, 3);
  if (q === undefined || k === undefined || v === undefined)
    throw new RangeError("SPLIT has three outputs.");
  const scaled = nodes.mul(q, scalar(1 / Math.sqrt(width)));
  const shares = nodes.softmax(nodes.batchMatMul(scaled, k, true));
  return nodes.reshaped(swapped(nodes.batchMatMul(shares, v, false)), [rows, D]);
}
