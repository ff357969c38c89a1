import { check, type CheckpointInput } from "@vmoe-bench/contracts";
import { z } from "zod";
import { UnsupportedCheckpointError } from "../errors.ts";
import type { Description } from "./description.ts";

const size = z.int().positive().max(65_536);
const channels = z.array(z.number().finite()).min(1).max(16);
const labels = z.array(z.string().max(1_000)).max(1_000_000);

/** config.json of timm, as far as it is read. */
const timmConfigSchema = z.object({
  architecture: z.string().max(200),
  num_classes: z.int().nonnegative().max(1_000_000).optional(),
  global_pool: z.string().max(100).optional(),
  model_args: z
    .object({
      num_heads: z.int().positive().max(512).optional(),
      act_layer: z.string().max(100).optional(),
      global_pool: z.string().max(100).optional(),
    })
    .optional(),
  pretrained_cfg: z
    .object({
      input_size: z.tuple([size, size, size]).optional(),
      mean: channels.optional(),
      std: channels.optional(),
      interpolation: z.string().max(100).optional(),
      crop_pct: z.number().positive().max(1).nullable().optional(),
      crop_mode: z.string().max(100).optional(),
      label_names: labels.nullable().optional(),
    })
    .default({}),
  label_names: labels.nullable().optional(),
});

/** Width of a head where it is not timm's usual 64. */
const otherHeadWidths: readonly (readonly [RegExp, number])[] = [
  [/^vit_huge/, 80],
  [/^deit3_huge/, 80],
  [/^vit_giant/, 88],
  [/^vit_gigantic/, 104],
  [/^vit_so400m/, 72],
];

/** @throws InvalidValueError, UnsupportedCheckpointError */
export function timmDescription(value: unknown, source: string): Description {
  const config = check(timmConfigSchema, value, source);
  const { architecture, pretrained_cfg: pretrained, model_args: given } = config;
  if (!/^(vit|deit|deit3|mobilevit|mobilenetv3)_/.test(architecture))
    throw new UnsupportedCheckpointError(
      source,
      `"${architecture}" is not a ViT, a DeiT, a MobileViT or a MobileNetV3`,
    );
  if (/gelu/.test(architecture) || (given?.act_layer ?? "gelu") !== "gelu")
    throw new UnsupportedCheckpointError(
      source,
      `"${architecture}" has another activation than GELU`,
    );
  const [channelCount, height, width] = pretrained.input_size ?? [];
  if (height !== width)
    throw new UnsupportedCheckpointError(source, `its images of ${height}x${width} are not square`);
  const { mean, std } = pretrained;
  return {
    architecture,
    heads: given?.num_heads,
    normEpsilon: undefined,
    imageSize: height,
    pool: given?.global_pool ?? config.global_pool,
    classes: config.label_names ?? pretrained.label_names ?? undefined,
    normalisation: mean === undefined || std === undefined ? undefined : { mean, std },
    input: inputOf(pretrained, source),
    sizes: [
      ...(config.num_classes === undefined
        ? []
        : [{ key: "num_classes", size: "classes", value: config.num_classes } as const]),
      ...(channelCount === undefined
        ? []
        : [{ key: "pretrained_cfg.input_size", size: "channels", value: channelCount } as const]),
    ],
  };
}

/** Channels of a head by an architecture's name; 64 unless timm has another. */
export function timmHeadWidth(architecture: string): number {
  return otherHeadWidths.find(([pattern]) => pattern.test(architecture))?.[1] ?? 64;
}

type Pretrained = z.output<typeof timmConfigSchema>["pretrained_cfg"];

const interpolations: Readonly<Record<string, CheckpointInput["interpolation"]>> = {
  nearest: "nearest",
  bilinear: "bilinear",
  bicubic: "bicubic",
  lanczos: "lanczos",
};

function inputOf(
  { interpolation, crop_pct, crop_mode }: Pretrained,
  source: string,
): CheckpointInput | undefined {
  if (interpolation === undefined) return undefined;
  const known = interpolations[interpolation];
  if (known === undefined)
    throw new UnsupportedCheckpointError(source, `it resizes images by "${interpolation}"`);
  return {
    interpolation: known,
    resize: crop_mode === "squash" ? "squash" : "shortest-side",
    cropPart: crop_pct ?? 0.875,
  };
}
