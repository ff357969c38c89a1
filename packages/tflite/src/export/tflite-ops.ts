import type { Linear, Mlp, Ops, Routing } from "@vmoe-bench/model";
import type { GraphBuilder } from "./graph/graph-builder.ts";
import { nodesOf, scopeOf } from "./graph/nodes.ts";
import {
  constant,
  type Constant,
  dim,
  permutedWeight,
  scalar,
  type Value,
  weight,
} from "./graph/value.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";

interface Writing {
  /** B, fixed in the graph. */
  readonly batch: number;
  readonly strategy: ExpertStrategy;
}

/**
 * Writes a model into a LiteRT graph. Tokens [B,N,D] are kept as a matrix of rows [B·N,D], which is
 * what a product with its bias takes. Weights [out,in] are as LiteRT has them.
 */
export function tfliteOps(graph: GraphBuilder, { batch, strategy }: Writing): Ops<Value> {
  const linear = (x: Value, { weight: matrix, bias }: Linear<Value>): Value =>
    nodesOf(graph, scopeOf(matrix)).fullyConnected(x, matrix, bias);
  /** [B·N,D] → [B,N,D] */
  const byImage = (x: Value, scope: string): Value =>
    nodesOf(graph, scope).reshaped(x, [batch, dim(x, 0) / batch, dim(x, 1)]);
  /** The tokens from `first` on: [B·N,D] → [B,N−first,D]. */
  const from = (x: Value, first: number, count: number, scope: string): Value => {
    const images = byImage(x, scope);
    const [N, D] = [dim(images, 1), dim(images, 2)];
    if (first === 0 && count === N) return images;
    return nodesOf(graph, scope).slice(images, [0, first, 0], [batch, count, D]);
  };
  return {
    linear,

    patchEmbed(images, { weight: kernels, bias }) {
      const nodes = nodesOf(graph, scopeOf(kernels));
      const [C, H, W, D] = [dim(images, 1), dim(images, 2), dim(images, 3), dim(kernels, 0)];
      const channelsLast =
        C === 1 ? nodes.reshaped(images, [batch, H, W, 1]) : nodes.transposed(images, [0, 2, 3, 1]);
      const patches = nodes.patches(channelsLast, permutedWeight(kernels, [0, 2, 3, 1]), bias);
      return nodes.reshaped(patches, [batch * dim(patches, 1) * dim(patches, 2), D]);
    },

    add(x, y) {
      const nodes = nodesOf(graph, scopeOf(y));
      if (y.kind === "activation") return nodes.add(x, y);
      return nodes.reshaped(nodes.add(byImage(x, scopeOf(y)), y), x.dims);
    },

    prependToken(token, x) {
      const nodes = nodesOf(graph, token.name);
      const images = byImage(x, token.name);
      const all = nodes.concatenated([repeated(token, batch), images], 1);
      return nodes.reshaped(all, [batch * dim(all, 1), dim(x, 1)]);
    },

    layerNorm: (x, scale, bias, epsilon) => layerNorm(graph, x, scale, bias, epsilon),

    attention: (qkv, heads, groups) => attention(graph, qkv, batch * groups, heads),

    mlp(x, { fc1, fc2, activation }: Mlp<Value>) {
      const hidden = linear(x, fc1);
      return linear(nodesOf(graph, scopeOf(hidden)).activated(hidden, activation), fc2);
    },

    meanTokens(x, first) {
      const scope = `${scopeOf(x)}/sum`;
      const tokens = from(x, first, dim(x, 0) / batch - first, scope);
      return nodesOf(graph, scope).mean(tokens, 1, false);
    },

    joinTokens(x, first) {
      const scope = `${scopeOf(x)}/joined`;
      const tokens = from(x, first, dim(x, 0) / batch - first, scope);
      return nodesOf(graph, scope).reshaped(tokens, [batch, dim(tokens, 1) * dim(tokens, 2)]);
    },

    takeToken(x, index) {
      const scope = `${scopeOf(x)}/token`;
      return nodesOf(graph, scope).reshaped(from(x, index, 1, scope), [batch, dim(x, 1)]);
    },

    average(x, y) {
      const nodes = nodesOf(graph, `${scopeOf(y)}/average`);
      return nodes.mul(nodes.add(x, y), scalar(0.5));
    },

    route: (logits, k, gate) => route(graph, logits, k, gate),

    experts: (x, routing, mlp) => strategy.experts(graph, x, routing, mlp),
  };
}

/** [1,1,D] → [B,1,D] */
function repeated(token: Value, batch: number): Constant {
  const { data, name } = weight(token);
  const rows = new Float32Array(batch * data.length);
  for (let b = 0; b < batch; b += 1) rows.set(data, b * data.length);
  return constant(`${name}[${batch}]`, [batch, 1, data.length], rows);
}

/** [B·N,3D] → [B·N,D]. Without a batch axis where there is one image, so that nothing has five axes. */
function attention(graph: GraphBuilder, qkv: Value, batch: number, heads: number): Value {
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

/** LiteRT has no such operator; its CPU kernels have all of these. */
function layerNorm(
  graph: GraphBuilder,
  x: Value,
  scale: Value,
  bias: Value,
  epsilon: number,
): Value {
  const nodes = nodesOf(graph, scopeOf(scale));
  const last = x.dims.length - 1;
  const mean = nodes.mean(x, last, true);
  const variance = nodes.mean(nodes.squaredDifference(x, mean), last, true);
  const spread = nodes.rsqrt(nodes.add(variance, scalar(epsilon)));
  const normalised = nodes.mul(nodes.sub(x, mean), spread);
  return nodes.add(nodes.mul(normalised, scale), bias);
}

/**
 * Logits [G,E] of the G images or tokens that choose → experts [G,k] int32 and gates [G,k].
 * The normalized gates, chosen probabilities over their sum, are the softmax of the chosen logits.
 */
function route(
  graph: GraphBuilder,
  logits: Value,
  k: number,
  gate: "softmax" | "normalized",
): Routing<Value> {
  const nodes = nodesOf(graph, scopeOf(logits));
  const [best, experts] = nodes.largest(gate === "softmax" ? nodes.softmax(logits) : logits, k);
  return { logits, experts, gates: gate === "softmax" ? best : nodes.softmax(best) };
}
