import { z } from "zod";

const dimension = z.int().positive().max(65_536);

const blockSchema = z.strictObject({
  /** Side of the depthwise kernel in pixels. */
  kernel: z
    .int()
    .positive()
    .max(31)
    .refine((side) => side % 2 === 1, "must be odd"),
  stride: z.literal([1, 2]),
  /** Channels inside an inverted residual. Absent for a depthwise separable block: it does not expand. */
  expanded: dimension.optional(),
  /** Channels that it gives. */
  width: dimension,
  /** Channels between the two maps of its squeeze-excite. Absent where it has none. */
  squeezed: dimension.optional(),
  activation: z.enum(["relu", "hardSwish"]),
});

/** The shape of a MobileNetV3 (arXiv 1905.02244), channel by channel. An unknown key is an error. */
export const mobileNetV3ConfigSchema = z.strictObject({
  architecture: z.literal("mobilenetv3"),
  /** H and W of the images in pixels. */
  imageSize: dimension,
  /** C */
  channels: z.int().positive().max(16),
  /** K */
  classes: z.int().min(2).max(1_000_000),
  /** Channels after the first convolution, which halves the image. */
  stem: dimension,
  /** Blocks by stage, as timm numbers them: `blocks.<stage>.<block>`. */
  stages: z.array(z.array(blockSchema).min(1).max(64)).min(1).max(16),
  /** Channels of the last convolution, which is pooled. */
  lastWidth: dimension,
  /** Channels of the layer between the pooling and the classifier. */
  headWidth: dimension,
  moe: z.undefined("a MobileNetV3 has no experts").optional(),
});

export type MobileNetV3Config = z.output<typeof mobileNetV3ConfigSchema>;
export type MobileNetV3Block = z.output<typeof blockSchema>;
