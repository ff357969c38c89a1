import {
  concat,
  fused,
  mean,
  mul,
  pad,
  reshape,
  tensor,
  transpose,
  type Rank,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { isViT, type ModelConfig, type Tensor as StoredTensor } from "@vmoe-bench/contracts";
import type { Convolution, ConvolutionOptions, ConvOps, Ops } from "@vmoe-bench/model";
import { dims3, dims4 } from "../shapes.ts";
import { activated } from "./linear.ts";

/** Feature maps are [B,H,W,C] here, as tfjs convolves them, and kernels [k,k,I,O]. */
export const convolutions: Omit<ConvOps<Tensor>, keyof Ops<Tensor>> = {
  features: (images) => transpose(images, [0, 2, 3, 1]),
  conv2d,
  globalPool: (x) => mean(x, [1, 2], true),
  scaleChannels: (x, gates) => mul(x, gates),
  concatChannels: (x, y) => concat([x, y], 3),
  flatten(x) {
    const [B, , , C] = dims4(x);
    return reshape(x, [B, C]);
  },
  unfold(x, P) {
    const [B, H, W, D] = dims4(x);
    const cut = reshape(x, [B, H / P, P, W / P, P, D]);
    return reshape(transpose(cut, [0, 2, 4, 1, 3, 5]), [B, H * W, D]);
  },
  fold(tokens, P, H) {
    const [B, N, D] = dims3(tokens);
    const places = reshape(tokens, [B, P, P, H / P, N / H / P, D]);
    return reshape(transpose(places, [0, 3, 1, 4, 2, 5]), [B, H, N / H, D]);
  },
};

/**
 * A stored weight as this interpreter takes it: a mobile model's kernels [O,I,k,k] as [k,k,I,O], once
 * and not in every run; all else as it is.
 */
export function weightTensor({ dims, data }: StoredTensor, config: ModelConfig): Tensor {
  const stored = tensor(data, [...dims]);
  if (isViT(config) || dims.length !== 4) return stored;
  const kernel = transpose(stored, [2, 3, 1, 0]);
  stored.dispose();
  return kernel;
}

function conv2d(
  x: Tensor,
  { weight, bias }: Convolution<Tensor>,
  { stride, depthwise, activation }: ConvolutionOptions,
): Tensor {
  const [side, , I, O] = dims4(weight);
  const isFused = activation === "relu";
  const input = stride === 1 ? x : padded(x, side);
  const options = {
    x: reshape<Rank.R4>(input, dims4(input)),
    strides: stride,
    pad: stride === 1 ? ("same" as const) : ("valid" as const),
    activation: isFused ? ("relu" as const) : ("linear" as const),
    ...(bias === undefined ? {} : { bias: reshape<Rank.R1>(bias, [O]) }),
  };
  // A depthwise kernel is stored with one input channel, and tfjs wants one output channel.
  const y = depthwise
    ? fused.depthwiseConv2d({ ...options, filter: reshape<Rank.R4>(weight, [side, side, O, I]) })
    : fused.conv2d({ ...options, filter: reshape<Rank.R4>(weight, [side, side, I, O]) });
  return isFused ? y : activated(y, activation);
}

/** (k−1)/2 zeros on each side; "same" would add fewer before a map of even size. */
function padded(x: Tensor, side: number): Tensor {
  const edge = (side - 1) / 2;
  return pad(x, [
    [0, 0],
    [edge, edge],
    [edge, edge],
    [0, 0],
  ]);
}
