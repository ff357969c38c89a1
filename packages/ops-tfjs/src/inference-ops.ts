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
  transpose,
  unstack,
  type Tensor,
} from "@tensorflow/tfjs-core";
import type { Linear, Ops } from "@vmoe-bench/model";
import { dims2, dims3, dims4 } from "./dims.ts";
import { gelu } from "./gelu.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";

const epsilon = 1e-6;

export function linear(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  const [outputs, inputs] = dims2(weight);
  const rows = x.rank === 2 ? x : reshape(x, [-1, inputs]);
  const y = add(matMul(rows, weight, false, true), bias);
  return x.rank === 2 ? y : reshape(y, [...x.shape.slice(0, -1), outputs]);
}

function patchEmbed(images: Tensor, { weight, bias }: Linear<Tensor>, patch: number): Tensor {
  const [B, C, H, W] = dims4(images);
  const [rows, columns, values] = [H / patch, W / patch, C * patch * patch];
  const cut = transpose(reshape(images, [B, C, rows, patch, columns, patch]), [0, 2, 4, 1, 3, 5]);
  const flat = reshape(weight, [-1, values]);
  const y = linear(reshape(cut, [-1, values]), { weight: flat, bias });
  return reshape(y, [B, rows * columns, -1]);
}

function layerNorm(x: Tensor, scale: Tensor, bias: Tensor): Tensor {
  const centre = mean(x, -1, true);
  const centred = sub(x, centre);
  const variance = mean(mul(centred, centred), -1, true);
  const factor = mul(rsqrt(add(variance, epsilon)), scale);
  return add(mul(centred, factor), bias);
}

function attention(qkv: Tensor, heads: number): Tensor {
  const [B, N, packed] = dims3(qkv);
  const width = packed / 3 / heads;
  const byHead = transpose(reshape(qkv, [B, N, 3, heads, width]), [2, 0, 3, 1, 4]);
  const [q, k, v] = unstack(byHead);
  if (q === undefined || k === undefined || v === undefined) throw new Error("q, k, v are three.");
  const weights = softmax(mul(matMul(q, k, false, true), 1 / Math.sqrt(width)));
  return reshape(transpose(matMul(weights, v), [0, 2, 1, 3]), [B, N, heads * width]);
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
    route(logits, k, gate) {
      const { values, indices } = topk(softmax(logits), k);
      const gates = gate === "softmax" ? values : div(values, sum(values, -1, true));
      return { logits, experts: indices, gates };
    },
    experts: strategy,
  };
}
