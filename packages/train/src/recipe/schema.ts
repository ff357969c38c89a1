import { vitConfigSchema } from "@vmoe-bench/contracts";
import { z } from "zod";

const alpha = z.number().positive().max(10);

/** See the modules in `images/` for what each does. */
const augmentationSchema = z.strictObject({
  /** The image is moved by up to this many pixels in each direction; what comes in is zero. */
  crop: z.int().nonnegative().default(0),
  /** Half of the images are mirrored left to right. */
  flip: z.boolean().default(false),
  /**
   * A part of the image, at least this much of its area and 3:4 to 4:3 in shape, is made as large as the
   * image: torchvision's RandomResizedCrop. In place of `crop`.
   */
  resizedCrop: z.strictObject({ least: z.number().positive().max(1).default(0.08) }).optional(),
  randAugment: z
    .strictObject({
      operations: z.int().min(1).max(4).default(2),
      magnitude: z.number().min(0).max(1),
    })
    .optional(),
  /** Part of the images of which a rectangle is erased. */
  erasing: z.number().min(0).max(1).optional(),
  /** In the first epochs an image is seen without this part of its patches, which saves their work. */
  patchDropout: z
    .strictObject({ rate: z.number().positive().lt(1), epochs: z.int().positive() })
    .optional(),
  /** α of mixup and CutMix; with both, each batch draws one of them. */
  mixup: alpha.optional(),
  cutmix: alpha.optional(),
});

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

const superClasses = z.strictObject({
  kind: z.literal("super-classes"),
  /** What makes the super-classes: the dense baseline's confusions, chance, or the data set's own. */
  from: z.enum(["confusions", "random", "coarse"]).default("confusions"),
  clustering: z.enum(["spectral", "balanced", "louvain"]).default("spectral"),
  /** `soft`: mean probabilities, which are there even where no image was confused. */
  confusion: z.enum(["soft", "counts"]).default("soft"),
  /** λ in L = L_C + λ·L_g; 0.3 in the paper. */
  lambda: z.number().nonnegative().default(0.3),
  /**
   * In this first part of the epochs an image goes to the expert of its own super-class, whatever
   * the router says. Needs k = 1.
   */
  routeByLabel: z.number().min(0).max(1).default(0),
});

/** One router an image (or, without the super-classes, a token), as in the two papers. */
const router = z.discriminatedUnion("kind", [
  superClasses,
  z.strictObject({
    kind: z.literal("end-to-end"),
    /** Weight of the loss that keeps the experts equally used. */
    balance: z.number().nonnegative().default(0.01),
    /** σ of what is added to the logits in training; V-MoE's 1/E where it is left out. */
    noise: z.number().nonnegative().optional(),
  }),
]);

/**
 * What a V-MoE has beyond its dense baseline. Data, augmentation, epochs, optimiser and seed are the
 * baseline's, so that only the routing differs.
 */
export const vmoeRecipeSchema = z.strictObject({
  /** File name of the recipe of the dense baseline, or of that with the auxiliary loss, beside this one. */
  baseline: z.string().min(1),
  /** Checked with the baseline's model. */
  moe: z.record(z.string(), z.json()),
  router: router.prefault({ kind: "super-classes" }),
  /**
   * Part of what experts give that is set to 0 in training, the rest scaled up: each expert sees
   * few images, and so fits them too well.
   */
  expertDropout: z.number().positive().max(0.9).optional(),
  /**
   * Multiplies the experts' learning rate: each learns from about k/E of a batch, so its gradients
   * are noisier than the baseline's, and a smaller step is fitting, √(k/E) by the usual rule.
   */
  expertRate: z.number().positive().max(1).optional(),
  /**
   * The routers count their steps from where they begin, and warm up as they would from scratch.
   * Without it they go on in the baseline's count: AdamW takes their means for settled, and with a steady
   * gradient step n is (1 − β₁ⁿ)/√(1 − β₂ⁿ) times too large, over six times at n = 10.
   */
  routerWarmUp: z.literal(true).optional(),
  /**
   * A whole epoch of the baseline's `keepEpochs`: the V-MoE starts from the baseline's weights after it,
   * each MLP copied into all of its layer's experts, and trains the epochs that are left.
   */
  startEpoch: z.int().positive().optional(),
});

/**
 * A dense ViT with the loss of a V-MoE's router. All else is its dense baseline's.
 */
export const auxiliaryRecipeSchema = z.strictObject({
  /** File name of the dense baseline's recipe, beside this one. */
  baseline: z.string().min(1),
  /** The V-MoE whose router it has. */
  auxiliary: z.strictObject({
    experts: z.int().positive(),
    layers: z.int().positive(),
    reads: z.enum(["class", "mean", "tokens"]).optional(),
  }),
  router: superClasses.omit({ routeByLabel: true }).prefault({ kind: "super-classes" }),
});
export type RouterSettings = z.output<typeof router>;
export type SuperClassSettings = Extract<RouterSettings, { kind: "super-classes" }>;
