import type { CheckpointInput, Normalisation } from "@vmoe-bench/contracts";

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
export interface Heads {
  readonly count: number;
  readonly width: number | undefined;
}

/** timm's test_input_size and test_crop_pct. */
export interface TestSize {
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
