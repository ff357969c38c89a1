import type { CheckpointInput, Normalisation } from "@vmoe-bench/contracts";
import { z } from "zod";
import { unsupportedCheckpointError } from "../errors.ts";

/** What a checkpoint's json files say of it. Undefined: they don't. */
export interface Description {
  /** "deit_tiny_patch16_224": timm's name of the architecture. */
  readonly architecture: string | undefined;
  readonly heads: Heads | undefined;
  readonly normEpsilon: number | undefined;
  readonly imageSize: number | undefined;
  /** Another size that images are taken at where it is asked for, and what is then cut out. */
  readonly testSize: TestSize | undefined;
  /** How timm pools: "token", "avg". */
  readonly pool: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly normalisation: Normalisation | undefined;
  readonly input: CheckpointInput | undefined;
  /** Sizes that the tensors show, too, by what they are called in the config. */
  readonly sizes: readonly DeclaredSize[];
  /** What was taken for fields that were left out, a sentence each. */
  readonly assumed: readonly string[];
  /** What is good to know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** How many attention heads, and the width that they are said for; undefined: for any. */
interface Heads {
  readonly count: number;
  readonly width: number | undefined;
}

/** timm's test_input_size and test_crop_pct. */
interface TestSize {
  readonly imageSize: number;
  readonly cropPart: number;
}

export interface DeclaredSize {
  readonly key: string;
  readonly size: "width" | "depth" | "mlpWidth" | "patch" | "channels" | "classes" | "imageSize";
  readonly value: number;
}

export const nothingSaid: Description = {
  architecture: undefined,
  heads: undefined,
  normEpsilon: undefined,
  imageSize: undefined,
  testSize: undefined,
  pool: undefined,
  classes: undefined,
  normalisation: undefined,
  input: undefined,
  sizes: [],
  assumed: [],
  notes: [],
};

/** A side in pixels, also where it is written for both: `32`, `[32, 32]`. */
export const pixels = z.int().positive().max(65_536);

export const squareSide = z.union([
  pixels,
  z
    .tuple([pixels, pixels])
    .refine(([height, width]) => height === width, "it is not square")
    .transform(([side]) => side),
]);

/**
 * "id2label" of Hugging Face in label order; undefined where its names are only placeholders.
 * @throws `unsupported-checkpoint` where one is missing
 */
export function namesOfLabels(
  id2label: Readonly<Record<string, string>>,
  source: string,
): readonly string[] | undefined {
  const count = Object.keys(id2label).length;
  const names = Array.from({ length: count }, (_, i) => {
    const name = id2label[i];
    if (name === undefined)
      throw unsupportedCheckpointError(
        source,
        `"id2label" has ${count} names, and none for ${i}`,
        "Write a name for each class, from 0, into a copy of the file.",
      );
    return name;
  });
  return names.every((name, i) => name === `LABEL_${i}`) ? undefined : names;
}

/** A value a channel, or one for all. */
export const channelValues = z.union([z.number(), z.array(z.number()).min(1).max(16)]);
type ChannelValues = z.output<typeof channelValues>;

/**
 * Mean and deviation as a config says them, in parts of 1.
 * @throws `unsupported-checkpoint` for values that can only be in bytes
 */
export function normalisationOf(
  mean: ChannelValues,
  std: ChannelValues,
  channels: number,
  source: string,
): Normalisation {
  const normalisation = { mean: perChannel(mean, channels), std: perChannel(std, channels) };
  const large = [...normalisation.mean, ...normalisation.std].find((value) => Math.abs(value) > 1);
  if (large !== undefined)
    throw unsupportedCheckpointError(
      source,
      `its mean or deviation of ${large} is one of bytes from 0 to 255, where parts of 1 are taken`,
      "If so, divide mean and std by 255 in a copy of the file.",
    );
  return normalisation;
}

export function perChannel(values: ChannelValues, channels: number): number[] {
  const all = typeof values === "number" ? [values] : values;
  const [only = 0] = all;
  return all.length === 1 ? Array<number>(channels).fill(only) : [...all];
}
