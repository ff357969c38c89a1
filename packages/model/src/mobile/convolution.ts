import type { ConvOps, ConvolutionOptions } from "../conv-ops.ts";
import type { Weights } from "../vit.ts";

interface ConvolveOptions extends Partial<ConvolutionOptions> {
  readonly bias?: boolean;
}

/** Applies the convolution of a name: by default stride 1, all channels, no activation, with a bias. */
export type Convolve<T> = (x: T, name: string, options?: ConvolveOptions) => T;

export function convolve<T>(ops: ConvOps<T>, weights: Weights<T>): Convolve<T> {
  return (x, name, { bias = true, stride = 1, depthwise = false, activation = "none" } = {}) =>
    ops.conv2d(
      x,
      { weight: weights(`${name}.weight`), bias: bias ? weights(`${name}.bias`) : undefined },
      { stride, depthwise, activation },
    );
}
