import { z } from "zod";

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
