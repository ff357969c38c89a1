import type { CheckpointInput, Normalisation } from "@vmoe-bench/contracts";

/** What a checkpoint's json files say of it. Undefined: they don't. */
export interface Description {
  /** "deit_tiny_patch16_224": timm's name of the architecture. */
  readonly architecture: string | undefined;
  readonly heads: number | undefined;
  readonly normEpsilon: number | undefined;
  readonly imageSize: number | undefined;
  /** How timm pools: "token", "avg". */
  readonly pool: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly normalisation: Normalisation | undefined;
  readonly input: CheckpointInput | undefined;
  /** Sizes that the tensors show, too, by what they are called in the config. */
  readonly sizes: readonly DeclaredSize[];
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
  pool: undefined,
  classes: undefined,
  normalisation: undefined,
  input: undefined,
  sizes: [],
};
