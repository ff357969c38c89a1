import { prefixTokens, type MoeConfig, type ViTConfig } from "@vmoe-bench/contracts";
import type { Linear, Mlp, Ops, Routing } from "./ops.ts";

/** Looks a weight up by its timm name. */
export type Weights<T> = (name: string) => T;

/** What the trunk hands to the tail: per-image routing makes its one decision here. */
export interface Trunk<T> {
  /** [B,N,D] after the dense layers and the attention half of the first MoE layer. */
  readonly tokens: T;
  /** The one choice that all MoE layers of an image share; undefined for dense and per-token models. */
  readonly routing: Routing<T> | undefined;
}

export interface Outputs<T> {
  /** [B,K] */
  readonly logits: T;
  /** None for a dense model, one for per-image routing, M for per-token routing. */
  readonly routings: readonly Routing<T>[];
}

/** A vision transformer, dense or with experts: images [B,C,H,W] → logits [B,K]. */
export function vit<T>(ops: Ops<T>, weights: Weights<T>, images: T, config: ViTConfig): Outputs<T> {
  return tail(ops, weights, trunk(ops, weights, images, config), config);
}

/**
 * Patch embedding, the L−M dense layers, the per-image router, and the attention half of the first
 * MoE layer: all that an image goes through before its experts matter.
 */
export function trunk<T>(ops: Ops<T>, weights: Weights<T>, images: T, config: ViTConfig): Trunk<T> {
  return trunkOfTokens(ops, weights, embed(ops, weights, images, config), config);
}

/** Images [B,C,H,W] → tokens [B,N,D] with their positions: prefix tokens, then patches. */
export function embed<T>(ops: Ops<T>, weights: Weights<T>, images: T, config: ViTConfig): T {
  let x = ops.patchEmbed(images, linear(weights, "patch_embed.proj"), config.patch);
  if (config.distillation !== undefined) x = ops.prependToken(weights("dist_token"), x);
  if (config.classToken) x = ops.prependToken(weights("cls_token"), x);
  return ops.add(x, weights("pos_embed"));
}

/** The {@link trunk} after {@link embed}. Tokens carry their positions, so some may be left out. */
export function trunkOfTokens<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  tokens: T,
  config: ViTConfig,
): Trunk<T> {
  let x = tokens;
  const first = denseLayers(config);
  for (let i = 0; i < first; i += 1) x = denseLayer(ops, weights, x, i, config);
  const routing = imageRouting(ops, weights, x, config);
  if (first < config.depth) x = attentionBlock(ops, weights, x, first, config);
  return { tokens: x, routing };
}

/** The M MoE layers from the first one's experts on, and the head. A dense ViT's tail is only the head. */
export function tail<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  { tokens, routing }: Trunk<T>,
  config: ViTConfig,
): Outputs<T> {
  const routings: Routing<T>[] = routing === undefined ? [] : [routing];
  const first = denseLayers(config);
  let x = tokens;
  for (let i = first; i < config.depth; i += 1) {
    if (i > first) x = attentionBlock(ops, weights, x, i, config);
    const h = norm(ops, weights, x, `blocks.${i}.norm2`, config);
    const chosen = routing ?? tokenRouting(ops, weights, h, i, config);
    if (routing === undefined) routings.push(chosen);
    x = ops.add(x, ops.experts(h, chosen, mlp(weights, `blocks.${i}.mlp`)));
  }
  return { logits: head(ops, weights, x, config), routings };
}

function denseLayers(config: ViTConfig): number {
  return config.depth - (config.moe?.layers ?? 0);
}

function denseLayer<T>(ops: Ops<T>, weights: Weights<T>, x: T, i: number, config: ViTConfig): T {
  const y = attentionBlock(ops, weights, x, i, config);
  const h = norm(ops, weights, y, `blocks.${i}.norm2`, config);
  return ops.add(y, ops.mlp(h, mlp(weights, `blocks.${i}.mlp`)));
}

function attentionBlock<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  i: number,
  config: ViTConfig,
): T {
  const h = norm(ops, weights, x, `blocks.${i}.norm1`, config);
  const qkv = ops.linear(h, linear(weights, `blocks.${i}.attn.qkv`));
  const mixed = ops.attention(qkv, config.heads, 1);
  return ops.add(x, ops.linear(mixed, linear(weights, `blocks.${i}.attn.proj`)));
}

/** g(x) = TOP_k(softmax(W x)) of the paper, once an image, from the representation after the trunk. */
function imageRouting<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  config: ViTConfig,
): Routing<T> | undefined {
  const { moe } = config;
  if (moe?.routing !== "image") return undefined;
  const read = routerInput(ops, x, moe.reads, prefixTokens(config));
  return ops.route(ops.linear(read, linear(weights, "router")), moe.k, moe.gate);
}

function routerInput<T>(ops: Ops<T>, x: T, reads: MoeConfig["reads"], firstPatch: number): T {
  switch (reads) {
    case "class":
      return ops.takeToken(x, 0);
    case "mean":
      return ops.meanTokens(x, firstPatch);
    case "tokens":
      return ops.joinTokens(x, firstPatch);
  }
}

/** V-MoE proper: a router in each MoE layer, a choice for each token. */
function tokenRouting<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  i: number,
  { moe }: ViTConfig,
): Routing<T> {
  if (moe === undefined) throw new Error("A dense layer has no router.");
  const logits = ops.linear(x, linear(weights, `blocks.${i}.mlp.router`));
  return ops.route(logits, moe.k, moe.gate);
}

/** timm's: a class-token model normalises all tokens, a mean-pooled one normalises the mean. */
function head<T>(ops: Ops<T>, weights: Weights<T>, x: T, config: ViTConfig): T {
  const first = prefixTokens(config);
  if (config.pool === "mean") {
    const features = norm(ops, weights, ops.meanTokens(x, first), "fc_norm", config);
    return ops.linear(features, linear(weights, "head"));
  }
  const tokens = norm(ops, weights, x, "norm", config);
  if (config.pool === "normed-mean")
    return ops.linear(ops.meanTokens(tokens, first), linear(weights, "head"));
  const logits = ops.linear(ops.takeToken(tokens, 0), linear(weights, "head"));
  if (config.distillation !== "heads") return logits;
  return ops.average(logits, ops.linear(ops.takeToken(tokens, 1), linear(weights, "head_dist")));
}

function linear<T>(weights: Weights<T>, name: string): Linear<T> {
  return { weight: weights(`${name}.weight`), bias: weights(`${name}.bias`) };
}

function mlp<T>(weights: Weights<T>, name: string): Mlp<T> {
  return {
    fc1: linear(weights, `${name}.fc1`),
    fc2: linear(weights, `${name}.fc2`),
    activation: "gelu",
  };
}

/** timm's, where a config names none. */
const usualEpsilon = 1e-6;

function norm<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  name: string,
  { normEpsilon = usualEpsilon }: ViTConfig,
): T {
  return ops.layerNorm(x, weights(`${name}.weight`), weights(`${name}.bias`), normEpsilon);
}
