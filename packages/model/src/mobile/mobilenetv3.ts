import type { MobileNetV3Block, MobileNetV3Config } from "@vmoe-bench/contracts";
import type { ConvolutionOptions, ConvOps } from "../ops.ts";
import type { Outputs, Weights } from "../vit.ts";

/** MobileNetV3 (arXiv 1905.02244): images [B,C,H,W] → logits [B,K]. */
export function mobileNetV3<T>(
  ops: ConvOps<T>,
  weights: Weights<T>,
  images: T,
  { stages, stem }: MobileNetV3Config,
): Outputs<T> {
  const conv = convolve(ops, weights);
  let x = conv(ops.features(images), "conv_stem", { stride: 2, activation: "hardSwish" });
  let width = stem;
  stages.forEach((blocks, s) => {
    blocks.forEach((shape, b) => {
      const name = `blocks.${s}.${b}`;
      const y = block(ops, conv, x, name, shape);
      x = shape.stride === 1 && shape.width === width ? ops.add(x, y) : y;
      width = shape.width;
    });
  });
  x = conv(x, `blocks.${stages.length}.0.conv`, { activation: "hardSwish" });
  x = conv(ops.globalPool(x), "conv_head", { activation: "hardSwish" });
  const classifier = { weight: weights("classifier.weight"), bias: weights("classifier.bias") };
  return { logits: ops.linear(ops.flatten(x), classifier), routings: [] };
}

/** Expand, filter each channel, project; a block that does not expand only filters and projects. */
function block<T>(
  ops: ConvOps<T>,
  conv: Convolve<T>,
  x: T,
  name: string,
  { stride, activation, expanded, squeezed }: MobileNetV3Block,
): T {
  const expands = expanded !== undefined;
  let h = expands ? conv(x, `${name}.conv_pw`, { activation }) : x;
  h = conv(h, `${name}.conv_dw`, { stride, activation, depthwise: true });
  if (squeezed !== undefined) h = squeezeExcite(ops, conv, h, `${name}.se`);
  return conv(h, `${name}.${expands ? "conv_pwl" : "conv_pw"}`);
}

/** Scales each channel by what two maps make of the means of all channels. */
function squeezeExcite<T>(ops: ConvOps<T>, conv: Convolve<T>, x: T, name: string): T {
  const squeezed = conv(ops.globalPool(x), `${name}.conv_reduce`, { activation: "relu" });
  const gates = conv(squeezed, `${name}.conv_expand`, { activation: "hardSigmoid" });
  return ops.scaleChannels(x, gates);
}

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
