import type { ConvOps, Ops } from "@vmoe-bench/model";
import { activated, reshaped, scopeOf } from "./graph/nodes.ts";
import type { GraphBuilder } from "./graph/graph-builder.ts";
import { dim, type Value } from "./graph/value.ts";

/** Feature maps are [B,C,H,W], as ONNX has them; tokens are rows [B·N,D]. */
export function convolutions(
  graph: GraphBuilder,
  batch: number,
): Omit<ConvOps<Value>, keyof Ops<Value>> {
  const transposed = (x: Value, perm: readonly number[], scope: string): Value =>
    graph.node(
      "Transpose",
      [x],
      perm.map((axis) => dim(x, axis)),
      { scope, attributes: { perm: { ints: perm } } },
    );
  return {
    features: (images) => images,

    conv2d(x, { weight, bias }, { stride, depthwise, activation }) {
      const [outputs, side] = [dim(weight, 0), dim(weight, 2)];
      const [H, W] = [dim(x, 2), dim(x, 3)].map((size) => Math.ceil(size / stride));
      if (H === undefined || W === undefined) throw new RangeError("A map has two sides.");
      const edge = (side - 1) / 2;
      const scope = scopeOf(weight);
      const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
      const sum = graph.node("Conv", inputs, [dim(x, 0), outputs, H, W], {
        scope,
        attributes: {
          kernel_shape: { ints: [side, side] },
          pads: { ints: [edge, edge, edge, edge] },
          strides: { ints: [stride, stride] },
          group: { int: depthwise ? outputs : 1 },
        },
      });
      return activated(graph, sum, activation, scope);
    },

    globalPool: (x) =>
      graph.node("GlobalAveragePool", [x], [dim(x, 0), dim(x, 1), 1, 1], { scope: scopeOf(x) }),

    scaleChannels: (x, gates) => graph.node("Mul", [x, gates], x.dims, { scope: scopeOf(gates) }),

    concatChannels(x, y) {
      const dims = [dim(x, 0), dim(x, 1) + dim(y, 1), dim(x, 2), dim(x, 3)];
      const attributes = { axis: { int: 1 } };
      return graph.node("Concat", [x, y], dims, { scope: scopeOf(y), attributes });
    },

    flatten: (x) => reshaped(graph, x, [dim(x, 0), dim(x, 1)], scopeOf(x)),

    unfold(x, P) {
      const [D, H, W] = [dim(x, 1), dim(x, 2), dim(x, 3)];
      const scope = `${scopeOf(x)}/unfold`;
      const cut = reshaped(graph, x, [batch, D, H / P, P, W / P, P], scope);
      const places = transposed(cut, [0, 3, 5, 2, 4, 1], scope);
      return reshaped(graph, places, [batch * H * W, D], scope);
    },

    fold(tokens, P, H) {
      const [rows, D] = [dim(tokens, 0), dim(tokens, 1)];
      const W = rows / batch / H;
      const scope = `${scopeOf(tokens)}/fold`;
      const places = reshaped(graph, tokens, [batch, P, P, H / P, W / P, D], scope);
      const cut = transposed(places, [0, 5, 3, 1, 4, 2], scope);
      return reshaped(graph, cut, [batch, D, H, W], scope);
    },
  };
}
