import type { MobileNetV3Config, MobileViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { checkTensors, checkWeights, weightShapes } from "./inventory.ts";

/** The epsilon of timm's batch norms. */
const epsilon = 1e-5;

/** Counters of training steps, which no prediction reads, of batch norms and averaged models: int64. */
export function isTrainingCounter(name: string): boolean {
  return name.endsWith(".num_batches_tracked") || name === "n_averaged";
}

/**
 * A timm state dict of a mobile model as the weights of its config: each batch norm is folded into
 * the convolution before it (in double precision, rounded once), and all other names stay.
 * @param source how errors name the weights
 * @throws `wrong-weights` for a missing, extra or misshapen tensor, or values that are no numbers
 */
export function fromTimm(stored: WeightMap, config: MobileConfig, source: string): WeightMap {
  const tensors = new Map([...stored].filter(([name]) => !isTrainingCounter(name)));
  checkTensors(tensors, timmShapes(config), source);
  const values = (name: string): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return tensor.data;
  };
  const weights = new Map(tensors);
  for (const [layer, norm] of batchNorms(config)) {
    const { weight, bias } = folded(values(`${layer}.weight`), {
      scale: values(`${norm}.weight`),
      shift: values(`${norm}.bias`),
      mean: values(`${norm}.running_mean`),
      variance: values(`${norm}.running_var`),
    });
    const dims = tensors.get(`${layer}.weight`)?.dims ?? [];
    weights.set(`${layer}.weight`, { dims, data: weight });
    weights.set(`${layer}.bias`, { dims: [bias.length], data: bias });
    for (const part of normParts) weights.delete(`${norm}.${part}`);
  }
  checkWeights(weights, config, source);
  return weights;
}

type MobileConfig = MobileNetV3Config | MobileViTConfig;

const normParts = ["weight", "bias", "running_mean", "running_var"];

/** The inventory as timm has it: batch norms instead of the biases that they become. */
function timmShapes(config: MobileConfig): Map<string, readonly number[]> {
  const shapes = weightShapes(config);
  for (const [layer, norm] of batchNorms(config)) {
    const channels = shapes.get(`${layer}.bias`);
    if (channels === undefined) throw new RangeError(`There is no layer "${layer}".`);
    shapes.delete(`${layer}.bias`);
    for (const part of normParts) shapes.set(`${norm}.${part}`, channels);
  }
  return shapes;
}

interface Norm {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** (x * w − mean) / √(variance + epsilon) · scale + shift as x * weight + bias, channel by channel. */
function folded(w: Float32Array, { scale, shift, mean, variance }: Norm) {
  const size = w.length / scale.length;
  const factors = Array.from(scale, (s, c) => s / Math.sqrt((variance[c] ?? 0) + epsilon));
  const factor = (c: number) => factors[c] ?? Number.NaN;
  return {
    weight: w.map((value, i) => value * factor(Math.floor(i / size))),
    bias: shift.map((value, c) => value - (mean[c] ?? 0) * factor(c)),
  };
}

/** timm's name of the batch norm after each convolution that has one. */
function batchNorms(config: MobileConfig): Map<string, string> {
  if (config.architecture === "mobilenetv3") return mobileNetNorms(config);
  const layers = [...weightShapes(config).keys()].flatMap((name) =>
    name.endsWith(".conv.weight") ? [name.slice(0, -".conv.weight".length)] : [],
  );
  return new Map(layers.map((layer) => [`${layer}.conv`, `${layer}.bn`]));
}

function mobileNetNorms({ stages }: MobileNetV3Config): Map<string, string> {
  const norms = new Map([
    ["conv_stem", "bn1"],
    [`blocks.${stages.length}.0.conv`, `blocks.${stages.length}.0.bn1`],
  ]);
  stages.forEach((blocks, s) => {
    blocks.forEach(({ expanded }, b) => {
      const order = expanded === undefined ? separable : inverted;
      order.forEach((conv, i) =>
        norms.set(`blocks.${s}.${b}.${conv}`, `blocks.${s}.${b}.bn${i + 1}`),
      );
    });
  });
  return norms;
}

const separable = ["conv_dw", "conv_pw"];
const inverted = ["conv_pw", "conv_dw", "conv_pwl"];
