import { z } from "zod";
import { fromOlderNames } from "./check.ts";
import { modelConfigSchema } from "./model-config.ts";

const channelValues = z.array(z.number()).min(1).max(16);

/** The order of a colour model's channels. Decoded images are RGB. */
export const channelOrderSchema = z.enum(["rgb", "bgr"]);

/** How bytes become model input: (byte / 255 − mean) / std, a value a channel. */
export const normalisationSchema = z
  .strictObject({
    /** In the order of the model's channels, as is `std`. */
    mean: channelValues,
    std: channelValues,
    /** RGB where it is absent. */
    channels: channelOrderSchema.optional(),
  })
  .refine(({ mean, std }) => mean.length === std.length, "mean and std differ in length")
  .refine(({ std }) => std.every((s) => s > 0), "every std must be positive")
  .refine(({ mean, std }) => !areOfBytes(mean, std), {
    error: "a mean or std over 1 is of values from 0 to 255; divide both by 255",
  })
  .refine(({ mean, channels }) => channels === undefined || mean.length === 3, {
    error: '"channels" is the order of red, green and blue, and there are not three',
  });
export type Normalisation = z.output<typeof normalisationSchema>;

/** Whether mean and std look like those of values from 0 to 255: nothing in [0,1] has such ones. */
export function areOfBytes(mean: readonly number[], std: readonly number[]): boolean {
  return [...mean, ...std].some((value) => value > 1);
}

/** [C]: which of an RGB or grey image's channels each channel of a model's input is. */
export function sourceChannels({ mean, channels }: Normalisation): number[] {
  const own = mean.map((_, channel) => channel);
  return channels === "bgr" ? own.toReversed() : own;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex");

/** A card that does not say where its weights are from was trained here: older cards don't. */
const trainedUnlessTold = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !("kind" in value)
    ? { kind: "trained", ...value }
    : value;

/** How a picture becomes the model's square, as timm's and Hugging Face's configs say it. */
export const checkpointInputSchema = z.strictObject({
  interpolation: z.enum(["nearest", "bilinear", "bicubic", "lanczos"]),
  /** `shortest-side`: its shortest side becomes imageSize / cropPart, then the centre is cut out. `squash`: both sides. */
  resize: z.enum(["shortest-side", "squash"]),
  /** timm's crop_pct. */
  cropPart: z.number().positive().max(1),
  /** Hugging Face rounds half a pixel before the centre down; torchvision and timm to the even one. */
  cropStart: z.literal("floored").optional(),
});
export type CheckpointInput = z.output<typeof checkpointInputSchema>;

/** The whole picture: of models that were trained on images of their own size. */
export const wholePicture: CheckpointInput = {
  interpolation: "bicubic",
  resize: "shortest-side",
  cropPart: 1,
};

/** What a card shows of a training record. */
const trainedSchema = z.strictObject({
  kind: z.literal("trained"),
  /** The recipe as it was trained, whole. */
  recipe: z.json(),
  seed: z.int(),
  epochs: z.int().positive(),
  dataset: z.strictObject({ name: z.string(), split: z.string(), sha256 }),
  /** Top-1 on the whole test split, by the runtime that trained it. */
  accuracy: z.strictObject({ top1: z.number().min(0).max(1), images: z.int().positive() }),
  /** Classes of each super-class by name; the router's targets. Empty for a dense model. */
  superClasses: z.array(z.array(z.string())),
  /** Part of the test images that the router sends to their own super-class. Absent for a dense model. */
  routerAccuracy: z.number().min(0).max(1).optional(),
  /** The commit that trained it; "-dirty" is appended where the tree had changes. */
  commit: z.string(),
  /** Its own epochs took, as in the record; older cards count the baseline's before them, too. */
  seconds: z.number().nonnegative(),
  /** Older cards don't have it. */
  input: checkpointInputSchema.default(wholePicture),
});

const importedSchema = z.strictObject({
  kind: z.literal("imported"),
  /** What it was read from: a file's or a folder's name, or a name on the hub. */
  source: z.string().min(1).max(1_000),
  /** Whose names its tensors had. */
  naming: z.enum(["timm", "hugging-face"]),
  /** Those that were read. */
  files: z
    .array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative(), sha256 }))
    .min(1)
    .max(10_000),
  /** What its files do not say, and was taken to be; a sentence each. */
  assumed: z.array(z.string()),
  /** What was done with it when it was read, and what is good to know; a sentence each. */
  notes: z.array(z.string()).optional(),
  input: checkpointInputSchema,
});

export const cardTrainingSchema = z.preprocess(
  trainedUnlessTold,
  z.discriminatedUnion("kind", [trainedSchema, importedSchema]),
);

/** `card.json`, beside a model's `model.safetensors`. */
export const modelCardSchema = z.preprocess(
  fromOlderNames({ twin: "baseline" }),
  z
    .strictObject({
      schemaVersion: z.literal(1),
      id: z
        .string()
        .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, "expected lower-case letters, digits, . _ -"),
      description: z.string(),
      config: modelConfigSchema,
      /** Class names in label order. */
      classes: z.array(z.string()),
      /** Data set that its classes belong to. */
      dataset: z.string(),
      normalisation: normalisationSchema,
      weights: z.strictObject({ file: z.literal("model.safetensors"), bytes: z.int(), sha256 }),
      /** The dense model of equal active FLOPs that this one is compared with. Absent for a dense model. */
      baseline: z.string().optional(),
      /** Where its weights are from. */
      training: cardTrainingSchema,
    })
    .refine((card) => card.classes.length === card.config.classes, "classes do not fit the config"),
);
export type ModelCard = z.output<typeof modelCardSchema>;
