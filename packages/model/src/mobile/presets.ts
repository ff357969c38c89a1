import {
  check,
  mobileNetV3ConfigSchema,
  mobileViTConfigSchema,
  type MobileNetV3Config,
  type MobileViTConfig,
} from "@vmoe-bench/contracts";
import { roundedChannels } from "./mobilevit-shape.ts";

/** What the images and the labels are; the shapes of a published model follow from its name. */
interface Task {
  readonly imageSize: number;
  readonly channels: number;
  readonly classes: number;
}

/** kernel, stride, expansion, channels, whether it squeezes, activation, in the order of the paper's tables. */
type Row = readonly [number, 1 | 2, number, number, boolean, "relu" | "hardSwish"];

const large: readonly (readonly Row[])[] = [
  [[3, 1, 1, 16, false, "relu"]],
  [
    [3, 2, 4, 24, false, "relu"],
    [3, 1, 3, 24, false, "relu"],
  ],
  [
    [5, 2, 3, 40, true, "relu"],
    [5, 1, 3, 40, true, "relu"],
    [5, 1, 3, 40, true, "relu"],
  ],
  [
    [3, 2, 6, 80, false, "hardSwish"],
    [3, 1, 2.5, 80, false, "hardSwish"],
    [3, 1, 2.3, 80, false, "hardSwish"],
    [3, 1, 2.3, 80, false, "hardSwish"],
  ],
  [
    [3, 1, 6, 112, true, "hardSwish"],
    [3, 1, 6, 112, true, "hardSwish"],
  ],
  [
    [5, 2, 6, 160, true, "hardSwish"],
    [5, 1, 6, 160, true, "hardSwish"],
    [5, 1, 6, 160, true, "hardSwish"],
  ],
];

const small: readonly (readonly Row[])[] = [
  [[3, 2, 1, 16, true, "relu"]],
  [
    [3, 2, 4.5, 24, false, "relu"],
    [3, 1, 3.67, 24, false, "relu"],
  ],
  [
    [5, 2, 4, 40, true, "hardSwish"],
    [5, 1, 6, 40, true, "hardSwish"],
    [5, 1, 6, 40, true, "hardSwish"],
  ],
  [
    [5, 1, 3, 48, true, "hardSwish"],
    [5, 1, 3, 48, true, "hardSwish"],
  ],
  [
    [5, 2, 6, 96, true, "hardSwish"],
    [5, 1, 6, 96, true, "hardSwish"],
    [5, 1, 6, 96, true, "hardSwish"],
  ],
];

const mobileNets = {
  large: { rows: large, lastWidth: 960, headWidth: 1280 },
  small: { rows: small, lastWidth: 576, headWidth: 1024 },
} as const;

/**
 * MobileNetV3 as published, or with its channels multiplied as timm does it.
 * @param source what asks for it, for messages
 * @throws InvalidValueError for a task that it can't have
 */
export function mobileNetV3Config(
  variant: keyof typeof mobileNets,
  task: Task,
  multiplier = 1,
  source = `mobilenetv3_${variant}`,
): MobileNetV3Config {
  const { rows, lastWidth, headWidth } = mobileNets[variant];
  const scaled = (channels: number) => roundedChannels(channels * multiplier);
  const stem = multiplier < 0.75 ? 16 : scaled(16);
  let inputs = stem;
  const stages = rows.map((stage) =>
    stage.map(([kernel, stride, expansion, channels, squeezes, activation]) => {
      const inside = expansion === 1 ? inputs : roundedChannels(inputs * expansion);
      inputs = scaled(channels);
      return {
        kernel,
        stride,
        ...(expansion === 1 ? {} : { expanded: inside }),
        ...(squeezes ? { squeezed: roundedChannels(inside / 4) } : {}),
        width: inputs,
        activation,
      };
    }),
  );
  const architecture = "mobilenetv3";
  const widths = { stem, lastWidth: scaled(lastWidth), headWidth };
  return check(mobileNetV3ConfigSchema, { architecture, ...task, ...widths, stages }, source);
}

/** Expansion, the five stages' channels, the three transformers' widths, and the last convolution's channels. */
const mobileViTs = {
  xxs: { expansion: 2, channels: [16, 24, 48, 64, 80], widths: [64, 80, 96], lastWidth: 320 },
  xs: { expansion: 4, channels: [32, 48, 64, 80, 96], widths: [96, 120, 144], lastWidth: 384 },
  s: { expansion: 4, channels: [32, 64, 96, 128, 160], widths: [144, 192, 240], lastWidth: 640 },
} as const;

const depths = [2, 4, 3];

/**
 * MobileViT as published; `moe` makes its last transformer layers sparse.
 * @param source what asks for it, for messages
 * @throws InvalidValueError for a task that it can't have, such as a size that its patches don't divide
 */
export function mobileViTConfig(
  variant: keyof typeof mobileViTs,
  task: Task,
  moe?: { readonly experts: number; readonly layers: number; readonly k?: number },
  source = `mobilevit_${variant}`,
): MobileViTConfig {
  const { expansion, channels, widths, lastWidth } = mobileViTs[variant];
  const stages = channels.map((width, s) => {
    const stage = { width, stride: s === 0 ? 1 : 2, blocks: s === 1 ? 3 : 1 };
    const transformer = { width: widths[s - 2], depth: depths[s - 2] };
    return s < 2 ? stage : { ...stage, transformer };
  });
  const rest = { stem: 16, expansion, stages, lastWidth, ...(moe === undefined ? {} : { moe }) };
  return check(mobileViTConfigSchema, { architecture: "mobilevit", ...task, ...rest }, source);
}

const mobileNetName = /^mobilenetv3_(large|small)_(\d{3})$/;
const mobileViTName = /^mobilevit_(xxs|xs|s)$/;

/**
 * The config of timm's name, such as "mobilenetv3_small_075"; undefined for a name that is none of these.
 * @param source where the name and the task are from, for messages
 * @throws InvalidValueError for a task that the model can't have
 */
export function mobileConfigOfTimm(
  name: string,
  task: Task,
  source = name,
): MobileNetV3Config | MobileViTConfig | undefined {
  const [, variant, percent] = mobileNetName.exec(name) ?? [];
  if (variant === "large" || variant === "small")
    return mobileNetV3Config(variant, task, Number(percent) / 100, source);
  const [, size] = mobileViTName.exec(name) ?? [];
  if (size === "xxs" || size === "xs" || size === "s")
    return mobileViTConfig(size, task, undefined, source);
  return undefined;
}
