import type { ConvOps, Linear, Mlp, Routing } from "@vmoe-bench/model";
import { convolutions } from "./convolutions.ts";
import { activated, reshaped, scopeOf } from "./graph/nodes.ts";
import type { GraphBuilder } from "./graph/graph-builder.ts";
import {
  constant,
  type Constant,
  dim,
  integers,
  reshapedWeight,
  transposedWeight,
  type Value,
  weight,
} from "./graph/value.ts";
import type { Affine } from "./affine.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";

interface Writing {
  /** B; `unknown` for a graph that takes any number of images, which can't read the patches. */
  readonly batch: number;
  readonly affine: Affine;
  readonly strategy: ExpertStrategy;
}

/**
 * Writes a model into an ONNX graph. Tokens [B,N,D] are kept as a matrix of rows [B·N,D], because
 * a Gemm with its bias is one node and the fastest that ONNX Runtime has.
 */
export function onnxOps(graph: GraphBuilder, { batch, affine, strategy }: Writing): ConvOps<Value> {
  const gemm = (x: Value, { weight: w, bias }: Linear<Value>): Value =>
    affine(graph, x, transposedWeight(w), bias, scopeOf(w));
  return {
    ...convolutions(graph, batch),

    patchEmbed(images, projection, patch) {
      const [D, C] = [dim(projection.weight, 0), dim(projection.weight, 1)];
      const [rows, columns] = [dim(images, 2) / patch, dim(images, 3) / patch];
      const scope = scopeOf(projection.weight);
      const cut = reshaped(graph, images, [batch, C, rows, patch, columns, patch], scope);
      const perm = [0, 2, 4, 1, 3, 5];
      const patches = graph.node(
        "Transpose",
        [cut],
        perm.map((axis) => dim(cut, axis)),
        {
          scope,
          attributes: { perm: { ints: perm } },
        },
      );
      const flat = C * patch * patch;
      return gemm(reshaped(graph, patches, [batch * rows * columns, flat], scope), {
        weight: reshapedWeight(projection.weight, [D, flat]),
        bias: projection.bias,
      });
    },

    linear: gemm,

    add(x, y) {
      if (y.kind === "activation") return graph.node("Add", [x, y], x.dims, { scope: scopeOf(y) });
      const [N, D] = [dim(y, 1), dim(y, 2)];
      if (batch === 1)
        return graph.node("Add", [x, reshapedWeight(y, [N, D])], x.dims, { scope: y.name });
      const images = reshaped(graph, x, [batch, N, D], y.name);
      const sum = graph.node("Add", [images, y], images.dims, { scope: y.name });
      return reshaped(graph, sum, x.dims, y.name);
    },

    prependToken(token, x) {
      const [N, D] = [dim(x, 0) / batch, dim(x, 1)];
      const scope = token.name;
      const images = reshaped(graph, x, [batch, N, D], scope);
      const all = graph.node("Concat", [repeated(token, batch), images], [batch, N + 1, D], {
        scope,
        attributes: { axis: { int: 1 } },
      });
      return reshaped(graph, all, [batch * (N + 1), D], scope);
    },

    layerNorm: (x, scale, bias, epsilon) =>
      graph.node("LayerNormalization", [x, scale, bias], x.dims, {
        scope: scopeOf(scale),
        attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
      }),

    attention: (qkv, heads, groups) => attention(graph, qkv, batch * groups, heads),

    mlp: (x, { fc1, fc2, activation }: Mlp<Value>) => {
      const hidden = gemm(x, fc1);
      return gemm(activated(graph, hidden, activation, scopeOf(hidden)), fc2);
    },

    meanTokens(x, first) {
      const [N, D] = [dim(x, 0) / batch, dim(x, 1)];
      const share = Float32Array.from({ length: N }, (_, i) => (i < first ? 0 : 1 / (N - first)));
      const shares = constant(`mean of ${first}:${N}`, [1, N], share);
      const scope = `${scopeOf(x)}/sum`;
      if (batch === 1) return graph.node("MatMul", [shares, x], [1, D], { scope });
      const images = reshaped(graph, x, [batch, N, D], scope);
      const means = graph.node("MatMul", [shares, images], [batch, 1, D], { scope });
      return reshaped(graph, means, [batch, D], scope);
    },

    joinTokens(x, first) {
      const [N, D] = [dim(x, 0) / batch, dim(x, 1)];
      const scope = `${scopeOf(x)}/joined`;
      const all = reshaped(graph, x, [batch, N * D], scope);
      if (first === 0) return all;
      const bounds = [integers([first * D]), integers([N * D]), integers([1])];
      return graph.node("Slice", [all, ...bounds], [batch, (N - first) * D], { scope });
    },

    takeToken(x, index) {
      const [N, D] = [dim(x, 0) / batch, dim(x, 1)];
      const scope = `${scopeOf(x)}/token`;
      if (batch === 1) return graph.node("Gather", [x, integers([index])], [1, D], { scope });
      const images = reshaped(graph, x, [batch, N, D], scope);
      const attributes = { axis: { int: 1 } };
      return graph.node("Gather", [images, integers([index], [])], [batch, D], {
        scope,
        attributes,
      });
    },

    average(x, y) {
      const scope = `${scopeOf(y)}/average`;
      const sum = graph.node("Add", [x, y], x.dims, { scope });
      const half = constant("half", [1], Float32Array.of(0.5));
      return graph.node("Mul", [sum, half], x.dims, { scope });
    },

    route: (logits, k, gate) => route(graph, logits, k, gate),

    experts: (x: Value, routing: Routing<Value>, mlp: Mlp<Value>) =>
      strategy.experts(graph, x, routing, mlp, affine),
  };
}

/** [1,1,D] → [B,1,D] */
function repeated(token: Value, batch: number): Constant {
  const { data, name } = weight(token);
  const rows = new Float32Array(batch * data.length);
  for (let b = 0; b < batch; b += 1) rows.set(data, b * data.length);
  return constant(`${name}[${batch}]`, [batch, 1, data.length], rows);
}

/**
 * [B·N,3D] → [B·N,D]. Written so that ONNX Runtime makes the transposes before the two products and
 * the scale a part of the products, which for the transposes it only does without a batch axis.
 */
function attention(graph: GraphBuilder, qkv: Value, batch: number, heads: number): Value {
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

/**
 * Logits [G,E] of the G images or tokens that choose → experts [G,k] int64 and gates [G,k].
 * The normalized gates, chosen probabilities over their sum, are the softmax of the chosen logits.
 */
function route(
  graph: GraphBuilder,
  logits: Value,
  k: number,
  gate: "softmax" | "normalized",
): Routing<Value> {
  const scope = scopeOf(logits);
  const softmax = (x: Value) =>
    graph.node("Softmax", [x], x.dims, { scope, attributes: { axis: { int: -1 } } });
  const dims = [dim(logits, 0), k];
  const ranked = gate === "softmax" ? softmax(logits) : logits;
  const [best, experts] = graph.outputsOf("TopK", [ranked, integers([k])], [dims, dims], {
    scope,
    attributes: { axis: { int: -1 } },
    types: ["float32", "int64"],
  });
  if (best === undefined || experts === undefined) throw new RangeError("TopK has two outputs.");
  return { logits, experts, gates: gate === "softmax" ? best : softmax(best) };
}
