import type { Ops } from "./ops.ts";

/** Weight [O,I,k,k] of a convolution, or [C,1,k,k] of a depthwise one; its batch norm is folded in. */
export interface Convolution<T> {
  readonly weight: T;
  /** [O]; undefined where the convolution has none. */
  readonly bias: T | undefined;
}

export type Activation = "none" | "relu" | "hardSwish" | "hardSigmoid" | "silu";

export interface ConvolutionOptions {
  readonly stride: 1 | 2;
  /** Each channel has a kernel of its own, and no other channel is read. */
  readonly depthwise: boolean;
  readonly activation: Activation;
}

/**
 * The operations of convolutional models. Feature maps are [B,C,H,W] here; an interpreter may keep
 * them in another layout, since {@link ConvOps.features} is where images enter.
 */
export interface ConvOps<T> extends Ops<T> {
  /** [B,C,H,W] images as the interpreter's feature maps. */
  features(images: T): T;
  /**
   * activation(x * weight + bias): [B,I,H,W] → [B,O,⌈H/stride⌉,⌈W/stride⌉]. k is odd; (k−1)/2 zeros
   * are added on each side. hardSigmoid(x) = min(max(x + 3, 0), 6) / 6, hardSwish(x) = x · hardSigmoid(x),
   * silu(x) = x · sigmoid(x).
   */
  conv2d(x: T, map: Convolution<T>, options: ConvolutionOptions): T;
  /** The mean of each channel: [B,C,H,W] → [B,C,1,1]. */
  globalPool(x: T): T;
  /** [B,C,H,W] · [B,C,1,1] */
  scaleChannels(x: T, gates: T): T;
  /** [B,C,H,W] and [B,F,H,W] → [B,C+F,H,W] */
  concatChannels(x: T, y: T): T;
  /** [B,C,1,1] → [B,C] */
  flatten(x: T): T;
  /**
   * [B,D,H,W] → tokens [B,P²·N,D], N = HW/P²: first every pixel at the first place of a P×P patch,
   * patch by patch, then those at the second place.
   */
  unfold(x: T, patch: number): T;
  /** The inverse of {@link ConvOps.unfold}: [B,H·W,D] → [B,D,H,W]. */
  fold(tokens: T, patch: number, height: number): T;
}
