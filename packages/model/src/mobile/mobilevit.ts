import type { MobileViTConfig, MoeConfig } from "@vmoe-bench/contracts";
import type { ConvOps, Linear, Mlp, Ops, Routing } from "../ops.ts";
import type { Outputs, Trunk, Weights } from "../vit.ts";
import { convolve, type Convolve } from "./mobilenetv3.ts";
import { type BlockShape, mobileViTShape } from "./mobilevit-shape.ts";

/** What the trunk hands to the tail: as of a V-MoE, and what the tail joins its tokens with. */
interface MobileViTTrunk<T> extends Trunk<T> {
  /** [B,C,H,W] that went into the last MobileViT block. */
  readonly shortcut: T;
}

/** MobileViT (arXiv 2110.02178), dense or with experts: images [B,C,H,W] → logits [B,K]. */
export function mobileViT<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  images: T,
  config: MobileViTConfig,
): Outputs<T> {
  return tail(ops, weights, trunk(ops, weights, images, config), config);
}

/**
 * All that an image goes through before its experts matter: every stage up to the last MobileViT
 * block, that block's dense layers, the router, and the attention half of the first MoE layer.
 */
function trunk<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  images: T,
  config: MobileViTConfig,
): MobileViTTrunk<T> {
  const conv = convolve(ops, weights);
  const { stages, last } = mobileViTShape(config);
  let x = conv(ops.features(images), "stem.conv", { stride: 2, activation: "silu" });
  for (const { residuals, block } of stages) {
    for (const { name, stride, isResidual } of residuals) {
      const y = invertedResidual(conv, x, name, stride);
      x = isResidual ? ops.add(x, y) : y;
    }
    if (block === undefined || block === last) continue;
    let tokens = enter(ops, conv, x, block);
    for (let i = 0; i < block.depth; i += 1) tokens = denseLayer(ops, weights, tokens, block, i);
    x = leave(ops, weights, conv, tokens, x, block);
  }
  let tokens = enter(ops, conv, x, last);
  for (let i = 0; i < last.dense; i += 1) tokens = denseLayer(ops, weights, tokens, last, i);
  const routing =
    config.moe?.routing === "image"
      ? routed(ops, weights, ops.meanTokens(tokens, 0), "router", config.moe)
      : undefined;
  if (last.dense < last.depth) tokens = attentionHalf(ops, weights, tokens, last, last.dense);
  return { tokens, routing, shortcut: x };
}

/** The M MoE layers from the first one's experts on, and the rest of the network. */
function tail<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  { tokens, routing, shortcut }: MobileViTTrunk<T>,
  config: MobileViTConfig,
): Outputs<T> {
  const { last } = mobileViTShape(config);
  const conv = convolve(ops, weights);
  const routings: Routing<T>[] = routing === undefined ? [] : [routing];
  let x = tokens;
  for (let i = last.dense; i < last.depth; i += 1) {
    if (config.moe === undefined) throw new Error("A dense layer has no experts.");
    const name = `${last.name}.transformer.${i}`;
    if (i > last.dense) x = attentionHalf(ops, weights, x, last, i);
    const h = layerNorm(ops, weights, x, `${name}.norm2`);
    const chosen = routing ?? routed(ops, weights, h, `${name}.mlp.router`, config.moe);
    if (routing === undefined) routings.push(chosen);
    x = ops.add(x, ops.experts(h, chosen, mlp(weights, `${name}.mlp`)));
  }
  const features = leave(ops, weights, conv, x, shortcut, last);
  const pooled = ops.globalPool(conv(features, "final_conv.conv", { activation: "silu" }));
  return { logits: ops.linear(ops.flatten(pooled), linear(weights, "head.fc")), routings };
}

function invertedResidual<T>(conv: Convolve<T>, x: T, name: string, stride: 1 | 2): T {
  const wide = conv(x, `${name}.conv1_1x1.conv`, { activation: "silu" });
  const filter = { stride, depthwise: true, activation: "silu" } as const;
  return conv(conv(wide, `${name}.conv2_kxk.conv`, filter), `${name}.conv3_1x1.conv`);
}

/** [B,C,H,W] → [B,HW,D]: the local representation, as tokens grouped by their place in a patch. */
function enter<T>(ops: ConvOps<T>, conv: Convolve<T>, x: T, { name, patch }: BlockShape): T {
  const local = conv(x, `${name}.conv_kxk.conv`, { activation: "silu" });
  return ops.unfold(conv(local, `${name}.conv_1x1`, { bias: false }), patch);
}

/** Tokens back to a feature map, joined with the map that went into the block. */
function leave<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  conv: Convolve<T>,
  tokens: T,
  shortcut: T,
  { name, patch, side }: BlockShape,
): T {
  const global = ops.fold(layerNorm(ops, weights, tokens, `${name}.norm`), patch, side);
  const projected = conv(global, `${name}.conv_proj.conv`, { activation: "silu" });
  const joined = ops.concatChannels(shortcut, projected);
  return conv(joined, `${name}.conv_fusion.conv`, { activation: "silu" });
}

/** The epsilon of MobileViT's layer norms, as timm's. */
const epsilon = 1e-5;

/** Layer i of a MobileViT block: [B,N,D] → [B,N,D]. */
function denseLayer<T>(ops: Ops<T>, weights: Weights<T>, x: T, block: BlockShape, i: number): T {
  const name = `${block.name}.transformer.${i}`;
  const y = attentionHalf(ops, weights, x, block, i);
  return ops.add(
    y,
    ops.mlp(layerNorm(ops, weights, y, `${name}.norm2`), mlp(weights, `${name}.mlp`)),
  );
}

/** Its first half. Tokens attend to those at the same place in other patches. */
function attentionHalf<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  { name: block, heads, patch }: BlockShape,
  i: number,
): T {
  const name = `${block}.transformer.${i}`;
  const h = layerNorm(ops, weights, x, `${name}.norm1`);
  const qkv = ops.linear(h, linear(weights, `${name}.attn.qkv`));
  const mixed = ops.attention(qkv, heads, patch ** 2);
  return ops.add(x, ops.linear(mixed, linear(weights, `${name}.attn.proj`)));
}

/** [B,D] or [B,N,D] → the experts of each image or token. */
function routed<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  name: string,
  { k, gate }: MoeConfig,
): Routing<T> {
  return ops.route(ops.linear(x, linear(weights, name)), k, gate);
}

function layerNorm<T>(ops: Ops<T>, weights: Weights<T>, x: T, name: string): T {
  return ops.layerNorm(x, weights(`${name}.weight`), weights(`${name}.bias`), epsilon);
}

function linear<T>(weights: Weights<T>, name: string): Linear<T> {
  return { weight: weights(`${name}.weight`), bias: weights(`${name}.bias`) };
}

function mlp<T>(weights: Weights<T>, name: string): Mlp<T> {
  const [fc1, fc2] = [linear(weights, `${name}.fc1`), linear(weights, `${name}.fc2`)];
  return { fc1, fc2, activation: "silu" };
}
