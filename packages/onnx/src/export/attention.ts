import type { GraphBuilder } from "./graph/graph-builder.ts";
import { reshaped, scopeOf } from "./graph/nodes.ts";
import { constant, dim, integers, type Value } from "./graph/value.ts";

/**
 * [B·N,3D] → [B·N,D]. Written so that ONNX Runtime makes the transposes before the two products and
 * the scale a part of the products, which for the transposes it only does without a batch axis.
 */
export function attention(graph: GraphBuilder, qkv: Value, batch: number, heads: number): Value {
  const [rows, D] = [dim(qkv, 0), dim(qkv, 1) / 3];
  const [N, width] = [rows / batch, D / heads];
  const lead = batch === 1 ? [] : [batch];
  const part = [...lead, heads, N, width];
  const square = [...lead, heads, N, N];
  const scope = scopeOf(qkv);

  const byToken = reshaped(graph, qkv, [...lead, N, 3 * heads, width], scope);
  const byHead = swapped(graph, byToken, [-3, -2]);
  const [q, k, v] = graph.outputsOf(
    "Split",
    [byHead, integers([heads, heads, heads])],
    [part, part, part],
    { scope, attributes: { axis: { int: lead.length } } },
  );
  if (q === undefined || k === undefined || v === undefined)
    throw new RangeError("Split has three outputs.");
  const products = graph.node("MatMul", [q, swapped(graph, k, [-2, -1])], square, { scope });
  const scale = constant(`1/√${width}`, [], Float32Array.of(1 / Math.sqrt(width)));
  const scores = graph.node("Mul", [products, scale], square, { scope });
  const shares = graph.node("Softmax", [scores], square, {
    scope,
    attributes: { axis: { int: -1 } },
  });
  const mixed = graph.node("MatMul", [shares, v], part, { scope });
  return reshaped(graph, swapped(graph, mixed, [-3, -2]), [rows, D], scope);
}

/** Exchanges two axes, counted from the end. */
function swapped(graph: GraphBuilder, x: Value, [a, b]: readonly [number, number]): Value {
  const rank = x.dims.length;
  const axes = x.dims.map((_, i) => {
    if (i === rank + a) return rank + b;
    return i === rank + b ? rank + a : i;
  });
  const dims = axes.map((axis) => dim(x, axis));
  const attributes = { perm: { ints: axes } };
  return graph.node("Transpose", [x], dims, { scope: scopeOf(x), attributes });
}
