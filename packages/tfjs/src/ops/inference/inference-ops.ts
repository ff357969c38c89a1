import {
  add,
  concat,
  div,
  erf,
  matMul,
  mean,
  mul,
  relu,
  relu6,
  reshape,
  rsqrt,
  sigmoid,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  tile,
  topk,
} from "@tensorflow/tfjs-core";
import type { Activation, ConvOps, Linear, MlpActivation } from "@vmoe-bench/model";
import { cutPatches, dims3, joinTokens, mergeHeads, splitHeads } from "../shapes.ts";
import { convolutions } from "./convolutions.ts";
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

function attention(qkv: Tensor, heads: number, groups: number): Tensor {
  const [B, N, D3] = dims3(qkv);
  const apart = groups === 1 ? qkv : reshape(qkv, [B * groups, N / groups, D3]);
  const [q, k, v] = splitHeads(apart, heads);
  const size = q.shape.at(-1) ?? 1;
  const weights = softmax(mul(matMul(q, k, false, true), 1 / Math.sqrt(size)));
  const mixed = mergeHeads(matMul(weights, v));
  return groups === 1 ? mixed : reshape(mixed, [B, N, D3 / 3]);
}

/** The model forward on tfjs, written for few operations. */
export function inferenceOps(strategy: ExpertStrategy): ConvOps<Tensor> {
  return {
    ...convolutions,
    patchEmbed,
    linear,
    add: (x, y) => add(x, y),
    prependToken: (token, x) => concat([tile(token, [x.shape[0] ?? 1, 1, 1]), x], 1),
    layerNorm,
    attention,
    mlp: (x, { fc1, fc2, activation }) => linear(activated(linear(x, fc1), activation), fc2),
    meanTokens: (x, first) => mean(first === 0 ? x : slice(x, [0, first, 0], [-1, -1, -1]), 1),
    joinTokens,
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

/** The activation of each value. */
export function activated(x: Tensor, activation: Activation | MlpActivation): Tensor {
  switch (activation) {
    case "none":
      return x;
    case "gelu":
      return gelu(x);
    case "relu":
      return relu(x);
    case "silu":
      return mul(x, sigmoid(x));
    case "hardSigmoid":
      return hardSigmoid(x);
    case "hardSwish":
      return mul(x, hardSigmoid(x));
  }
}

function hardSigmoid(x: Tensor): Tensor {
  return mul(relu6(add(x, 3)), 1 / 6);
}

/** GELU with the exact erf: x/2 · (1 + erf(x/√2)). */
function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

/** […,in] → […,out] */
export function linear(x: Tensor, { weight, bias }: Linear<Tensor>): Tensor {
  return add(matMul(x, weight, false, true), bias);
}
