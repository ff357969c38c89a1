import { z } from "zod";
import { moeSchema } from "./vit-config.ts";

const size = z.int().positive().max(65_536);

const blockSchema = z.strictObject({
  /** Side of the depthwise kernel in pixels. */
  kernel: z
    .int()
    .positive()
    .max(31)
    .refine((side) => side % 2 === 1, "must be odd"),
  stride: z.literal([1, 2]),
  /** Channels inside an inverted residual. Absent for a depthwise separable block: it does not expand. */
  expanded: size.optional(),
  /** Channels that it gives. */
  width: size,
  /** Channels between the two maps of its squeeze-excite. Absent where it has none. */
  squeezed: size.optional(),
  activation: z.enum(["relu", "hardSwish"]),
});

/** The shape of a MobileNetV3 (arXiv 1905.02244), channel by channel. An unknown key is an error. */
export const mobileNetV3ConfigSchema = z.strictObject({
  architecture: z.literal("mobilenetv3"),
  /** H and W of the images in pixels. */
  imageSize: size,
  /** C */
  channels: z.int().positive().max(16),
  /** K */
  classes: z.int().min(2).max(1_000_000),
  /** Channels after the first convolution, which halves the image. */
  stem: size,
  /** Blocks by stage, as timm numbers them: `blocks.<stage>.<block>`. */
  stages: z.array(z.array(blockSchema).min(1).max(64)).min(1).max(16),
  /** Channels of the last convolution, which is pooled. */
  lastWidth: size,
  /** Channels of the layer between the pooling and the classifier. */
  headWidth: size,
  moe: z.undefined("a MobileNetV3 has no experts").optional(),
});

export type MobileNetV3Config = z.output<typeof mobileNetV3ConfigSchema>;
export type MobileNetV3Block = z.output<typeof blockSchema>;

const stageSchema = z.strictObject({
  /** Channels that it gives. */
  width: size,
  /** The first block's. */
  stride: z.literal([1, 2]),
  /** Inverted residual blocks. */
  blocks: z.int().positive().max(64),
  /** The MobileViT block after them. Absent for a stage of convolutions only. */
  transformer: z
    .strictObject({
      /** D */
      width: size,
      /** L */
      depth: z.int().positive().max(512),
    })
    .optional(),
});

/**
 * The shape of a MobileViT (arXiv 2110.02178), dense or, with `moe`, with experts in the last
 * transformer layers of its last stage. An unknown key is an error.
 */
export const mobileViTConfigSchema = z
  .strictObject({
    architecture: z.literal("mobilevit"),
    /** H and W of the images in pixels. */
    imageSize: size,
    /** C */
    channels: z.int().positive().max(16),
    /** K */
    classes: z.int().min(2).max(1_000_000),
    /** Channels after the first convolution, which halves the image. */
    stem: size,
    stages: z.array(stageSchema).min(1).max(16),
    /** Hidden channels of an inverted residual, as a multiple of the channels that it gets. */
    expansion: z.number().positive().max(64),
    /** Side of a patch in pixels of the feature map: tokens at the same place in it attend to each other. */
    patch: z.int().positive().max(64).default(2),
    /** A */
    heads: z.int().positive().max(512).default(4),
    /** H / D */
    mlpRatio: z.number().positive().max(64).default(2),
    /** Channels of the last convolution, which the head pools. */
    lastWidth: size,
    /** Absent for a dense MobileViT. */
    moe: moeSchema.optional(),
  })
  .superRefine((config, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    const { patch, heads, mlpRatio, moe } = config;
    let side = Math.ceil(config.imageSize / 2);
    config.stages.forEach(({ stride, transformer }, s) => {
      side = Math.ceil(side / stride);
      if (transformer === undefined) return;
      const at = ["stages", s, "transformer", "width"];
      if (side % patch !== 0)
        issue(["patch"], `${patch} does not divide the ${side} pixels of stage ${s}`);
      if (transformer.width % heads !== 0)
        issue(at, `the ${heads} heads do not divide ${transformer.width}`);
      if (!Number.isInteger(transformer.width * mlpRatio))
        issue(at, `${transformer.width} times the ratio ${mlpRatio} is no whole number`);
    });
    const layers = config.stages.at(-1)?.transformer?.depth ?? 0;
    if (layers === 0)
      issue(["stages", config.stages.length - 1, "transformer"], "the last stage needs one");
    if (moe === undefined) return;
    if (moe.layers > layers)
      issue(["moe", "layers"], `${moe.layers} is more than the ${layers} of the last stage`);
    if (moe.k > moe.experts)
      issue(["moe", "k"], `${moe.k} is more than the ${moe.experts} experts`);
    if (moe.reads !== "mean")
      issue(["moe", "reads"], `the router of a MobileViT reads the mean of its tokens`);
  });

export type MobileViTConfig = z.output<typeof mobileViTConfigSchema>;

export type MobileViTStage = z.output<typeof stageSchema>;
