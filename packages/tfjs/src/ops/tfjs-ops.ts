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
  type Tensor,
  tile,
  topk,
} from "@tensorflow/tfjs-core";
import { type Strategy, UnsupportedError } from "@vmoe-bench/contracts";
import type { ConvOps, Linear } from "@vmoe-bench/model";
import { allExperts, type ExpertStrategy, gather, oneExpert } from "./inference/strategies.ts";
import { cutPatches, dims3, joinTokens, mergeHeads, splitHeads } from "./shapes.ts";
import { convolutions } from "./inference/convolutions.ts";
import { activated, linear } from "./inference/linear.ts";

const strategies: Partial<Record<Strategy, ExpertStrategy>> = {
  gather,
  "all-experts": allExperts,
  split: oneExpert,
  "split-lazy": oneExpert,
};

/**
 * The model forward on tfjs. A dense model runs under any strategy: it has no experts. Under `split`
 * and `split-lazy` the caller chooses the expert, and passes its weights alone.
 * @throws UnsupportedError for a strategy that needs a graph
 */
export function tfjsOps({ strategy }: { strategy: Strategy }): ConvOps<Tensor> {
  const experts = strategies[strategy];
  if (experts !== undefined) return inferenceOps(experts);
  if (strategy === "dense") return inferenceOps(noExperts);
  throw new UnsupportedError(
    `tfjs runs one operation after another; "${strategy}" needs a graph that the runtime runs as a whole.`,
    `Use ${Object.keys(strategies).join(" or ")}.`,
  );
}

function noExperts(): Tensor {
  throw new Error("A dense model has no experts.");
}

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
function inferenceOps(strategy: ExpertStrategy): ConvOps<Tensor> {
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
