import {
  add,
  concat,
  div,
  matMul,
  mean,
  mul,
  reshape,
  rsqrt,
  slice,
  softmax,
  sub,
  sum,
  tile,
  topk,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear, Ops } from "@vmoe-bench/model";
import { dims3 } from "../dims.ts";
import { mergeHeads, splitHeads } from "../heads.ts";
import { cutPatches } from "../patches.ts";
import { gelu } from "./gelu.ts";
import { linear } from "./linear.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";

function patchEmbed(images: Tensor, { weight, bias }: Linear<Tensor>, patch: number): Tensor {
  const flat = reshape(weight, [weight.shape[0] ?? 1, -1]);
  return linear(cutPatches(images, patch), { weight: flat, bias });
}

function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor {
  const centre = mean(x, -1, true);
  const centred = sub(x, centre);
  const variance = mean(mul(centred, centred), -1, true);
  const factor = mul(rsqrt(add(variance, epsilon)), scale);
  return add(mul(centred, factor), bias);
}

function attention(qkv: Tensor, heads: number): Tensor {
  const [q, k, v] = splitHeads(qkv, heads);
  const size = q.shape.at(-1) ?? 1;
  const weights = softmax(mul(matMul(q, k, false, true), 1 / Math.sqrt(size)));
  return mergeHeads(matMul(weights, v));
}

/** The model forward on tfjs, written for few operations. */
export function inferenceOps(strategy: ExpertStrategy): Ops<Tensor> {
  return {
    patchEmbed,
    linear,
    add: (x, y) => add(x, y),
    prependToken: (token, x) => concat([tile(token, [x.shape[0] ?? 1, 1, 1]), x], 1),
    layerNorm,
    attention,
    mlp: (x, { fc1, fc2 }) => linear(gelu(linear(x, fc1)), fc2),
    meanTokens: (x, first) => mean(first === 0 ? x : slice(x, [0, first, 0], [-1, -1, -1]), 1),
    takeToken(x, index) {
      const [B, , D] = dims3(x);
      return reshape(slice(x, [0, index, 0], [-1, 1, -1]), [B, D]);
    },
    average: (x, y) => mul(add(x, y), 0.5),
    route(logits, k, gate) {
      const { values, indices } = topk(softmax(logits), k);
      const gates = gate === "softmax" ? values : div(values, sum(values, -1, true));
      return { logits, experts: indices, gates };
    },
    experts: strategy,
  };
}
