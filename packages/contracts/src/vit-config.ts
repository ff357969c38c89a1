import { z } from "zod";

const size = z.int().positive().max(65_536);

export const moeSchema = z.strictObject({
  /** E: experts in each MoE layer. */
  experts: z.int().min(2).max(1024),
  /** M: the last M layers are MoE layers. */
  layers: z.int().positive(),
  /** k: experts that an image (or token) goes through. */
  k: z.int().positive().default(1),
  /**
   * `image`: one router, after the first L−M layers, whose choice all MoE layers share (Mobile V-MoE).
   * `token`: each MoE layer has a router of its own and routes each token (V-MoE).
   */
  routing: z.enum(["image", "token"]).default("image"),
  /**
   * What the per-image router reads: the mean of the patch tokens, the class token, or all patch
   * tokens side by side, which keeps where in the image something is.
   */
  reads: z.enum(["mean", "class", "tokens"]).default("mean"),
  /**
   * How expert outputs are weighted: by the router's softmax probability as in the paper, or by
   * the chosen probabilities divided by their sum, which for k = 1 is exactly 1.
   */
  gate: z.enum(["softmax", "normalized"]).default("softmax"),
});

/** The shape of a dense ViT or, with `moe`, of a V-MoE. An unknown key is an error. */
export const vitConfigSchema = z
  .strictObject({
    /** The default, which files need not name. */
    architecture: z.literal("vit").optional(),
    /** H and W of the images in pixels. */
    imageSize: size,
    /** C */
    channels: z.int().positive().max(16),
    /** P: side of a square patch in pixels. */
    patch: size,
    /** D */
    width: size,
    /** L */
    depth: z.int().positive().max(512),
    /** A */
    heads: z.int().positive().max(512),
    /** H, the MLP's hidden width. */
    mlpWidth: size,
    /** K */
    classes: z.int().min(2).max(1_000_000),
    classToken: z.boolean().default(false),
    /**
     * `heads`: a distillation token after the class token, with a head of its own; logits are the mean
     * of the two heads (DeiT). `token`: the token is there, and only the class token is read.
     */
    distillation: z.enum(["heads", "token"]).optional(),
    /**
     * What the head reads: the mean of the patch tokens, normalised after it (timm's `fc_norm`), the
     * class token, or the mean of the normalised patch tokens.
     */
    pool: z.enum(["mean", "class", "normed-mean"]).default("mean"),
    /** The layer norms' ε; 1e-6 where it is absent. */
    normEpsilon: z.number().positive().max(1).optional(),
    /** Absent for a dense ViT. */
    moe: moeSchema.optional(),
  })
  .superRefine((config, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (config.imageSize % config.patch !== 0)
      issue(["patch"], `${config.patch} does not divide the image size ${config.imageSize}`);
    if (config.width % config.heads !== 0)
      issue(["heads"], `${config.heads} does not divide the width ${config.width}`);
    if (config.pool === "class" && !config.classToken)
      issue(["pool"], `"class" needs "classToken": true`);
    if (config.distillation !== undefined && !config.classToken)
      issue(["distillation"], `"${config.distillation}" needs "classToken": true`);
    if (config.distillation === "heads" && config.pool !== "class")
      issue(["distillation"], `"heads" needs "pool": "class"`);
    if (config.moe === undefined) return;
    if (config.moe.layers > config.depth)
      issue(["moe", "layers"], `${config.moe.layers} is more than the depth ${config.depth}`);
    if (config.moe.k > config.moe.experts)
      issue(["moe", "k"], `${config.moe.k} is more than the ${config.moe.experts} experts`);
    if (config.moe.reads === "class" && !config.classToken)
      issue(["moe", "reads"], `"class" needs "classToken": true`);
  });

export type ViTConfig = z.output<typeof vitConfigSchema>;
export type MoeConfig = NonNullable<ViTConfig["moe"]>;

/** Tokens before the patch tokens: the class token and the distillation token, where there are any. */
export function prefixTokens({
  classToken,
  distillation,
}: Pick<ViTConfig, "classToken" | "distillation">): number {
  return (classToken ? 1 : 0) + (distillation === undefined ? 0 : 1);
}
