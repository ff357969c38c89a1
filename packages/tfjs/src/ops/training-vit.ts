import {
  add,
  concat,
  dropout as dropped,
  mul,
  reshape,
  slice,
  type Tensor,
  tile,
} from "@tensorflow/tfjs-core";
import { prefixTokens, type ViTConfig } from "@vmoe-bench/contracts";
import {
  embed,
  type Linear,
  type Mlp,
  type Ops,
  type Outputs,
  tail,
  trunkOfTokens,
  type Weights,
} from "@vmoe-bench/model";
import { chosenExperts } from "./training/experts.ts";
import { applied, layerNorm, normalise } from "./training/layer-norm.ts";
import { linear, linearOfConstant } from "./training/linear.ts";
import { mlp } from "./training/mlp.ts";
import { route, type RouteTraining } from "./training/routing.ts";
import { attention, keepPatches, meanTokens, residual } from "./training/tokens.ts";
import { activations, Normalised, type Value, withActivations } from "./training/differentiable.ts";
import { cutPatches, dims3, joinTokens } from "./shapes.ts";

/** Part of what experts give that is set to 0, the rest scaled up. */
export interface ExpertDropout {
  readonly rate: number;
  /** The step's; each MoE layer draws its own. */
  readonly seed: number;
}

/** What training may change of a model. */
export interface VitTraining extends RouteTraining {
  /** [B·T]: the patches that each image keeps; without it, all. */
  readonly patches?: Int32Array | undefined;
  readonly dropout?: ExpertDropout | undefined;
}

/**
 * The model forward and, under tf.grads, backward, as with {@link trainingOps} but quicker: each
 * layer norm's scale and bias go into the weights of what reads it.
 */
export function trainingVit(
  weights: Weights<Tensor>,
  images: Tensor,
  config: ViTConfig,
  { patches, dropout, ...training }: VitTraining = {},
): Outputs<Tensor> {
  const routed: Ops<Value> = {
    ...ops,
    route: (logits, k, gate) => route(tensor(logits), k, gate, training),
    ...(dropout && { experts: expertsWith(dropout) }),
  };
  const all = embed<Value>(routed, weights, images, config);
  const tokens =
    patches === undefined ? all : keepPatches(tensor(all), patches, prefixTokens(config));
  const start = trunkOfTokens(routed, weights, tokens, config);
  const { logits, routings } = tail(routed, weights, start, config);
  return {
    logits: tensor(logits),
    routings: routings.map((routing) => ({
      logits: tensor(routing.logits),
      experts: tensor(routing.experts),
      gates: tensor(routing.gates),
    })),
  };
}

function expertsWith({ rate, seed }: ExpertDropout): Ops<Value>["experts"] {
  let layer = 0;
  return (x, routing, weights) =>
    dropped(tensor(ops.experts(x, routing, weights)), rate, undefined, seed + (layer += 1));
}

const plain = trainingOps();

const ops: Ops<Value> = {
  patchEmbed: (images, map, patch) => plain.patchEmbed(tensor(images), tensors(map), patch),
  linear: (x, map) => linear(x, tensors(map)),
  add: (x, y) => plain.add(tensor(x), tensor(y)),
  prependToken: (token, x) => plain.prependToken(tensor(token), tensor(x)),
  layerNorm: (x, scale, bias, epsilon) =>
    normalise(tensor(x), tensor(scale), tensor(bias), epsilon),
  attention: (qkv, heads, groups) => plain.attention(tensor(qkv), heads, groups),
  mlp: (x, weights) => mlp(x, mlpTensors(weights)),
  // A mean of normalised rows, or one of them, is as good: it still sums to 0.
  meanTokens: (x, first) => withActivations(x, plain.meanTokens(activations(x), first)),
  joinTokens: (x, first) => plain.joinTokens(tensor(x), first),
  takeToken: (x, index) => withActivations(x, plain.takeToken(activations(x), index)),
  average: (x, y) => plain.average(tensor(x), tensor(y)),
  route: (logits, k, gate) => plain.route(tensor(logits), k, gate),
  experts(x, { logits, experts, gates }, weights) {
    const own = mlpTensors(weights);
    if (isOneMlp(own)) return mlp(x, own);
    const routing = { logits: tensor(logits), experts: tensor(experts), gates: tensor(gates) };
    return chosenExperts(x, routing, own);
  },
};

function tensor(value: Value): Tensor {
  return value instanceof Normalised ? applied(value) : value;
}

/** Whether all images share it, as in a dense model whose router only has a loss. */
function isOneMlp({ fc1 }: Mlp<Tensor>): boolean {
  return fc1.weight.rank === 2;
}

function tensors({ weight, bias }: Linear<Value>): Linear<Tensor> {
  return { weight: tensor(weight), bias: tensor(bias) };
}

function mlpTensors({ fc1, fc2, activation }: Mlp<Value>): Mlp<Tensor> {
  return { fc1: tensors(fc1), fc2: tensors(fc2), activation };
}

/**
 * The model forward and, under tf.grads, backward, with gradients written by hand. Gradients
 * reach every weight, the router's through its logits and gates; the images get none.
 */
export function trainingOps(): Ops<Tensor> {
  return {
    patchEmbed(images, { weight, bias }, patch) {
      const flat = reshape(weight, [weight.shape[0] ?? 1, -1]);
      return linearOfConstant(cutPatches(images, patch), { weight: flat, bias });
    },
    linear,
    add: residual,
    prependToken(token, x) {
      const [B] = dims3(x);
      return concat([tile(token, [B, 1, 1]), x], 1);
    },
    layerNorm,
    attention(qkv, heads, groups) {
      if (groups !== 1) throw new RangeError("Only a ViT, whose tokens are one group, is trained.");
      return attention(qkv, heads);
    },
    mlp,
    meanTokens,
    joinTokens,
    takeToken(x, index) {
      const [B, , D] = dims3(x);
      return reshape(slice(x, [0, index, 0], [-1, 1, -1]), [B, D]);
    },
    average: (x, y) => mul(add(x, y), 0.5),
    route: (logits, k, gate) => route(logits, k, gate),
    experts: chosenExperts,
  };
}
