import type { MoeConfig } from "@vmoe-bench/contracts";
import type { Linear, Mlp, Ops, Routing } from "../ops.ts";
import type { Weights } from "../vit.ts";
import type { BlockShape } from "./mobilevit-shape.ts";

/** Of MobileViT's layer norms, as timm's. */
const epsilon = 1e-5;

/** Layer i of a MobileViT block: [B,N,D] → [B,N,D]. */
export function denseLayer<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  block: BlockShape,
  i: number,
): T {
  const name = `${block.name}.transformer.${i}`;
  const y = attentionHalf(ops, weights, x, block, i);
  return ops.add(
    y,
    ops.mlp(layerNorm(ops, weights, y, `${name}.norm2`), mlp(weights, `${name}.mlp`)),
  );
}

/** Its first half. Tokens attend to those at the same place in other patches. */
export function attentionHalf<T>(
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
export function routed<T>(
  ops: Ops<T>,
  weights: Weights<T>,
  x: T,
  name: string,
  { k, gate }: MoeConfig,
): Routing<T> {
  return ops.route(ops.linear(x, linear(weights, name)), k, gate);
}

export function layerNorm<T>(ops: Ops<T>, weights: Weights<T>, x: T, name: string): T {
  return ops.layerNorm(x, weights(`${name}.weight`), weights(`${name}.bias`), epsilon);
}

export function linear<T>(weights: Weights<T>, name: string): Linear<T> {
  return { weight: weights(`${name}.weight`), bias: weights(`${name}.bias`) };
}

export function mlp<T>(weights: Weights<T>, name: string): Mlp<T> {
  const [fc1, fc2] = [linear(weights, `${name}.fc1`), linear(weights, `${name}.fc2`)];
  return { fc1, fc2, activation: "silu" };
}
