import { z } from "zod";
import { fromOlderNames } from "./check.ts";
import { bytesPerClass } from "./images.ts";
import { vitConfigSchema } from "./vit-config.ts";

const part = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex");
const name = z.string().min(1).max(100);
const base64 = z.base64().max(4_000_000);

/** How experts and routers were trained otherwise than the rest; absent in records from before. */
const ownTraining = {
  expertDropout: part.optional(),
  expertRate: part.optional(),
  routerWarmUp: z.literal(true).optional(),
};

/** How images (or tokens) came to their experts in training. */
const trainedRoutingSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dense") }),
  /** A dense model with the loss of a router that routed nothing and is not part of it any more. */
  z.strictObject({
    kind: z.literal("auxiliary"),
    experts: z.int().positive(),
    layers: z.int().positive(),
    reads: z.enum(["class", "mean", "tokens"]),
    from: z.enum(["confusions", "random", "coarse"]),
    clustering: z.enum(["spectral", "balanced", "louvain"]),
    confusion: z.enum(["soft", "counts"]),
    lambda: z.number().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal("super-classes"),
    from: z.enum(["confusions", "random", "coarse"]),
    clustering: z.enum(["spectral", "balanced", "louvain"]),
    confusion: z.enum(["soft", "counts"]),
    lambda: z.number().nonnegative(),
    routeByLabel: part,
    ...ownTraining,
  }),
  z.strictObject({
    kind: z.literal("end-to-end"),
    balance: z.number().nonnegative(),
    /** V-MoE's 1/E where it is null. */
    noise: z.number().nonnegative().nullable(),
    ...ownTraining,
  }),
]);
export type TrainedRouting = z.output<typeof trainedRoutingSchema>;

function bytesOf(text: string): number {
  return (text.length / 4) * 3 - (/=*$/.exec(text)?.[0].length ?? 0);
}

const column = z.array(z.number().nullable()).max(100_000);

/** The clustering that a method makes of the same confusions, beside the one that was used. */
const clusteringSchema = z.strictObject({
  method: z.enum(["spectral", "balanced", "louvain"]),
  /** Null where the method finds no such number of clusters. */
  found: z
    .strictObject({
      modularity: z.number(),
      /** Adjusted Rand index with the super-classes that were used: 1 the same, 0 as by chance. */
      adjustedRand: z.number().max(1),
    })
    .nullable(),
});

/**
 * The record of one trained model: `record.json` in its run, and `results/training/<name>-seed<seed>.json`,
 * which is committed. A model's card shows a part of it.
 */
export const trainingResultSchema = z.preprocess(
  fromOlderNames({ twin: "baseline" }),
  z
    .strictObject({
      schemaVersion: z.literal(1),
      /** Its recipe's. */
      name,
      seed: z.int().nonnegative(),
      /** Recipe of the dense model that it is compared with; null for a dense model. */
      baseline: name.nullable(),
      config: vitConfigSchema,
      routing: trainedRoutingSchema,
      /** Whole epochs that the dense baseline did for it; 0 where it trained from scratch. */
      startEpoch: z.int().nonnegative(),
      /** 0 for a model that was trained elsewhere. */
      epochs: z.int().nonnegative(),
      /**
       * Whole, with what it left to defaults, and the hash that a checkpoint knows it by. Of a model that
       * was trained elsewhere null, and the hash of its weights.
       */
      recipe: z.json(),
      recipeSha256: sha256,
      /** Trained on `images` of it; `heldOut` were not. */
      dataset: z.strictObject({
        name: z.string(),
        split: z.string(),
        sha256,
        images: z.int().positive(),
        heldOut: z.int().positive(),
        /** In label order; absent where the data set's name says them. */
        classes: z.array(z.string().max(1_000)).min(2).max(65_536).optional(),
      }),
      /** An entry an epoch, those of the baseline before `startEpoch` too. Null before there was a router, and empty where there is none. */
      curve: z.strictObject({
        loss: column,
        trainAccuracy: column,
        heldOutAccuracy: column,
        routerLoss: column,
        heldOutRouterAccuracy: column,
      }),
      /** After the last epoch, on what no model trains on. */
      heldOut: z.strictObject({
        top1: part,
        images: z.int().positive(),
        /** Part of the images whose own super-class the router chose. */
        routerAccuracy: part.nullable(),
        /**
         * Top-1 where each image goes to the expert of its own super-class, as if the router never
         * erred. Null without super-classes, with k > 1 or a gate that weighs, and in records from before
         * it was measured.
         */
        oracleTop1: part.nullable().default(null),
        /** [E]: part of the images whose first choice an expert is; empty without per-image routing. */
        expertUse: z.array(part),
        /** Base64 of a byte an image, or of two where there are more than 256 classes, in the order of the split. */
        labels: base64,
        predicted: base64,
      }),
      /** On the whole test split; null where that was left alone. */
      test: z
        .strictObject({
          sha256,
          top1: part,
          images: z.int().positive(),
          routerAccuracy: part.nullable(),
        })
        .nullable(),
      /** Null without super-classes. */
      superClasses: z
        .strictObject({
          /** Names of the classes of each. */
          members: z.array(z.array(z.string())),
          /** In the graph of the dense baseline's held-out confusions. */
          modularity: z.number(),
          clusterings: z.array(clusteringSchema),
        })
        .nullable(),
      /** Its own epochs took, with the look at the held-out images after each. */
      seconds: z.number().nonnegative(),
      /** Median over its own epochs. */
      imagesPerSecond: z.number().nonnegative(),
      /** The commit that wrote this record; "-dirty" is appended where the tree had changes. */
      commit: z.string(),
    })
    .superRefine(({ config, heldOut: { images, labels, predicted } }, context) => {
      const bytes = images * bytesPerClass(config.classes);
      if (bytesOf(labels) !== bytes || bytesOf(predicted) !== bytes)
        context.addIssue({
          code: "custom",
          path: ["heldOut"],
          message: `labels and predicted must have ${bytesPerClass(config.classes) === 1 ? "a byte" : "two bytes"} an image`,
        });
    }),
);
export type TrainingResult = z.output<typeof trainingResultSchema>;

const seedSchema = z.int().nonnegative().max(0x7fff_ffff);

/** `queues/<name>.json`: what is trained, in order. */
export const queueSchema = z
  .array(
    z.strictObject({
      /** Names in `recipes/` or below it, or paths that end in .json. */
      recipes: z.array(z.string().min(1)).min(1).max(1_000),
      seeds: z.array(seedSchema).min(1).max(100),
    }),
  )
  .min(1)
  .max(1_000);
export type Queue = z.output<typeof queueSchema>;
