import { vitConfigSchema } from "@vmoe-bench/contracts";
import { z } from "zod";
import { augmentationSchema } from "./augmentation-schema.ts";

const optimiser = z.strictObject({
  kind: z.literal("adamw").default("adamw"),
  /** The highest learning rate, reached at the end of the warm-up. */
  learningRate: z.number().positive().max(1),
  /** Decoupled: each step takes learning rate × weight decay of a weight away from it. */
  weightDecay: z.number().nonnegative().max(1).default(0.05),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
  /** Gradients whose norm over all weights is larger are scaled down to it. */
  clipNorm: z.number().positive().optional(),
  /** The blocks' matrices go by Muon, at the same rate and decay; AdamW keeps the rest. */
  muon: z.strictObject({ momentum: z.number().min(0).lt(1).default(0.95) }).optional(),
});

/** How a dense ViT is trained: everything that its V-MoE shares with it. */
export const denseRecipeSchema = z
  .strictObject({
    dataset: z.string(),
    model: vitConfigSchema,
    epochs: z.int().positive().max(100_000),
    batch: z.int().positive(),
    optimiser,
    /** May be a fraction. The learning rate rises linearly, then falls to 0 as a cosine. */
    warmUpEpochs: z.number().nonnegative().default(0),
    schedule: z.literal("cosine").default("cosine"),
    augmentation: augmentationSchema.default({ crop: 0, flip: false }),
    labelSmoothing: z.number().min(0).lt(1).default(0),
    /** Decay of a moving average of the weights, which is what is evaluated and shipped. */
    ema: z.number().min(0).lt(1).optional(),
    /**
     * Part of the training split that no model trains on: its confusions make the super-classes. Left
     * out for a stream, which has held-out images of its own.
     */
    heldOut: z.number().positive().lt(1).optional(),
    /** For data whose training images are drawn when they are asked for. */
    stream: z
      .strictObject({
        /** An epoch is so many images. */
        imagesPerEpoch: z.int().positive().max(10_000_000),
        /** The first so many of each class, again and again; without it no image comes twice. */
        imagesPerClass: z.int().positive().max(100_000).optional(),
      })
      .optional(),
    /** Epochs whose weights are kept, for V-MoEs that start from one of them. */
    keepEpochs: z.array(z.int().positive()).max(20).default([]),
    seed: z.int().nonnegative().max(0x7fff_ffff).default(0),
  })
  .superRefine((recipe, context) => {
    const issue = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if ((recipe.heldOut === undefined) === (recipe.stream === undefined))
      issue(
        ["heldOut"],
        `give it for a split of images, or "stream" for images that are drawn, one of both`,
      );
    if (recipe.warmUpEpochs >= recipe.epochs)
      issue(
        ["warmUpEpochs"],
        `${recipe.warmUpEpochs} is not less than the ${recipe.epochs} epochs`,
      );
    if (recipe.keepEpochs.some((epoch) => epoch > recipe.epochs))
      issue(["keepEpochs"], `there are only ${recipe.epochs} epochs`);
    const { patchDropout } = recipe.augmentation;
    if (patchDropout !== undefined && patchDropout.epochs > recipe.epochs)
      issue(["augmentation", "patchDropout", "epochs"], `there are only ${recipe.epochs} epochs`);
    if (recipe.model.moe !== undefined)
      issue(
        ["model", "moe"],
        `a V-MoE's recipe names its dense baseline as "baseline" and has "moe" itself`,
      );
    if (recipe.augmentation.resizedCrop !== undefined && recipe.augmentation.crop > 0)
      issue(["augmentation", "resizedCrop"], `it takes the place of "crop", which is to be 0 then`);
    if (recipe.augmentation.crop >= recipe.model.imageSize)
      issue(
        ["augmentation", "crop"],
        `${recipe.augmentation.crop} pixels move the whole image away`,
      );
  });

/** All but the model. */
export type Settings = Omit<z.output<typeof denseRecipeSchema>, "model">;
