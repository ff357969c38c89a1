import { vitConfigSchema } from "@vmoe-bench/contracts";
import { z } from "zod";

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
});

const augmentation = z.strictObject({
  /** The image is moved by up to this many pixels in each direction; what comes in is zero. */
  crop: z.int().nonnegative().default(0),
  /** Half of the images are mirrored left to right. */
  flip: z.boolean().default(false),
});

/** How a dense ViT is trained: everything that its V-MoE twin shares with it. */
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
    augmentation: augmentation.default({ crop: 0, flip: false }),
    labelSmoothing: z.number().min(0).lt(1).default(0),
    /** Part of the training split that no model trains on: its confusions make the super-classes. */
    heldOut: z.number().positive().lt(1),
    seed: z.int().nonnegative().max(0x7fff_ffff).default(0),
  })
  .superRefine((recipe, context) => {
    const issue = (path: string[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (recipe.warmUpEpochs >= recipe.epochs)
      issue(
        ["warmUpEpochs"],
        `${recipe.warmUpEpochs} is not less than the ${recipe.epochs} epochs`,
      );
    if (recipe.model.moe !== undefined)
      issue(
        ["model", "moe"],
        `a V-MoE's recipe names its dense twin as "baseline" and has "moe" itself`,
      );
    if (recipe.augmentation.crop >= recipe.model.imageSize)
      issue(
        ["augmentation", "crop"],
        `${recipe.augmentation.crop} pixels move the whole image away`,
      );
  });
/** All but the model. */
export type Settings = Omit<z.output<typeof denseRecipeSchema>, "model">;

const superClasses = z.strictObject({
  clustering: z.literal("spectral").default("spectral"),
  /** `soft`: mean probabilities, which are there even where no image was confused. */
  confusion: z.enum(["soft", "counts"]).default("soft"),
});

/**
 * What a V-MoE has beyond its dense twin. Data, augmentation, epochs, optimiser and seed are the
 * twin's, so that only the routing differs. E super-classes, one an expert.
 */
export const vmoeRecipeSchema = z.strictObject({
  /** File name of the dense twin's recipe, beside this one. */
  baseline: z.string().min(1),
  /** Checked with the twin's model. */
  moe: z.record(z.string(), z.json()),
  superClasses: superClasses.default({ clustering: "spectral", confusion: "soft" }),
  /** λ in L = L_C + λ·L_g; 0.3 in the paper. */
  lambda: z.number().nonnegative().default(0.3),
});
export type SuperClassSettings = z.output<typeof superClasses>;
