/** Weight [out,in] and bias [out] of an affine map. */
export interface Linear<T> {
  readonly weight: T;
  readonly bias: T;
}

/** What a perceptron has between its layers: the exact (erf) GELU, or x · sigmoid(x). */
export type MlpActivation = "gelu" | "silu";

/** A two-layer perceptron: D → H → D. Stacked for experts: [E,H,D] and [E,D,H]. */
export interface Mlp<T> {
  readonly fc1: Linear<T>;
  readonly fc2: Linear<T>;
  readonly activation: MlpActivation;
}

/**
 * A router's choices. Per image the leading dimensions `…` are [B], per token [B,N].
 */
export interface Routing<T> {
  /** […,E], before the softmax: what super-class labels train. */
  readonly logits: T;
  /** […,k], best first. */
  readonly experts: T;
  /** […,k]: the weight of each chosen expert's output. */
  readonly gates: T;
}

/**
 * The tensor operations that a model is written in. T is whatever the interpreter calls a tensor.
 * The operations are as large as they can be while every model is still written in them, so that
 * an interpreter is free in how it runs one: in which layout, fused or not, and, for
 * {@link Ops.experts}, by which strategy.
 */
export interface Ops<T> {
  /** [B,C,H,W] images → [B,N,D] patch embeddings, row by row. The weight is [D,C,P,P], as timm's. */
  patchEmbed(images: T, projection: Linear<T>, patch: number): T;
  /** […,in] → […,out] */
  linear(x: T, map: Linear<T>): T;
  /** x + y of equal shapes, or [B,N,D] + [1,N,D] for every image. */
  add(x: T, y: T): T;
  /** [B,N,D] → [B,1+N,D] with the token [1,1,D] first. */
  prependToken(token: T, x: T): T;
  /** Normalises the last axis: (x − mean) / √(variance + epsilon) · scale + bias. */
  layerNorm(x: T, scale: T, bias: T, epsilon: number): T;
  /**
   * Multi-head self-attention between its two projections: [B,N,3D] → [B,N,D].
   * The last axis holds q, k, v, each as `heads` heads of D/A. softmax(q kᵀ / √(D/A)) v.
   * An image's tokens are `groups` runs of N/groups, and each attends within its own.
   */
  attention(qkv: T, heads: number, groups: number): T;
  /** [B,N,D] → [B,N,D] */
  mlp(x: T, mlp: Mlp<T>): T;
  /** [B,N,D] → [B,D]: the mean over the tokens from `first` on. */
  meanTokens(x: T, first: number): T;
  /** [B,N,D] → [B,(N−first)·D]: the tokens from `first` on, side by side. */
  joinTokens(x: T, first: number): T;
  /** [B,N,D] → [B,D] */
  takeToken(x: T, index: number): T;
  /** [B,K], [B,K] → [B,K]: their mean. */
  average(x: T, y: T): T;
  /** Router logits […,E] → the k most probable experts; ties go to the lower index. */
  route(logits: T, k: number, gate: "softmax" | "normalized"): Routing<T>;
  /** [B,N,D] → [B,N,D]: Σ gate · mlp of each chosen expert, for each image or each token. */
  experts(x: T, routing: Routing<T>, mlp: Mlp<T>): T;
}

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
