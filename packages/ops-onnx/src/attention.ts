import type { GraphBuilder } from "./graph/graph-builder.ts";
import { reshaped, scopeOf } from "./graph/nodes.ts";
import { constant, dim, integers, type Value } from "./graph/value.ts";

/**
 * [B·N,3D] → [B·N,D]. Written so that ONNX Runtime makes of the transposes before the two products
 * and of the scale a part of the products.
 */
export function attention(graph: GraphBuilder, qkv: Value, batch: number, heads: number): Value {
  const [rows, D] = [dim(qkv, 0), dim(qkv, 1) / 3];
  const [N, width] = [rows / batch, D / heads];
  const scope = scopeOf(qkv);
  const perm = (x: Value, axes: readonly number[]) =>
    graph.node(
      "Transpose",
      [x],
      axes.map((axis) => dim(x, axis)),
      {
        scope,
        attributes: { perm: { ints: axes } },
      },
    );

  const byToken = reshaped(graph, qkv, [batch, N, 3 * heads, width], scope);
  const byHead = perm(byToken, [0, 2, 1, 3]);
  const part = [batch, heads, N, width];
  const [q, k, v] = graph.outputsOf(
    "Split",
    [byHead, integers([heads, heads, heads])],
    [part, part, part],
    { scope, attributes: { axis: { int: 1 } } },
  );
  if (q === undefined || k === undefined || v === undefined)
    throw new RangeError("Split has three outputs.");
  const square = [batch, heads, N, N];
  const products = graph.node("MatMul", [q, perm(k, [0, 1, 3, 2])], square, { scope });
  const scale = constant(`1/√${width}`, [], Float32Array.of(1 / Math.sqrt(width)));
  const scores = graph.node("Mul", [products, scale], square, { scope });
  const shares = graph.node("Softmax", [scores], square, {
    scope,
    attributes: { axis: { int: -1 } },
  });
  const mixed = graph.node("MatMul", [shares, v], part, { scope });
  return reshaped(graph, perm(mixed, [0, 2, 1, 3]), [rows, D], scope);
}
