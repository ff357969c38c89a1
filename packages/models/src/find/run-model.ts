import {
  UnsupportedError,
  type ModelArtifact,
  type ModelCard,
  type ModelCost,
  type ModelKind,
  type ModelRecipe,
  type Normalisation,
  type Strategy,
} from "@vmoe-bench/contracts";

/** A model that can be an arm, wherever it comes from: all that is known of it without its weights. */
export interface RunModel {
  /** As messages name it. */
  readonly id: string;
  readonly shape: ModelKind;
  /** Class names in the order of the outputs. */
  readonly classes: readonly string[];
  /** Whether the first output is a background class, which no image has. */
  readonly background: boolean;
  /** The json that says what its graph does not; null where it has none. */
  readonly describedBy: string | null;
  /** Data set that its classes belong to; null where nothing is said. */
  readonly dataset: string | null;
  /** The dense model of equal active FLOPs that it is compared with; null where it has none. */
  readonly baseline: string | null;
  /** The SHA-256 of its weights, in hex. */
  readonly sha256: string;
  /** That of its graph or config without weights: tells new weights from another model. */
  readonly graphSha256: string;
  /** Its weights as safetensors; null where they are in no such file. */
  readonly weightsFile: string | null;
  /** What was found out about it rather than said, a line each. */
  readonly inferred: readonly string[];
  /** @throws `undescribed-model` where nothing says it */
  normalisation(): Normalisation;
  /**
   * How a picture of any size becomes its input.
   * @throws `image-channels`; InvalidValueError where it is no square
   */
  recipe(): ModelRecipe;
  costOf(strategy: Strategy): ModelCost;
  /** Weights so small that a CPU may be slow with them; read from the weights. */
  denormals(): Promise<number>;
  /** Reads its weights, and checks them. */
  artifact(): Promise<ModelArtifact>;
}

/**
 * How pictures become a model's input, by its card.
 * @throws `image-channels`
 */
export function recipeOf({ id, config, training }: ModelCard): ModelRecipe {
  const { channels, imageSize: size } = config;
  if (channels !== 1 && channels !== 3) throw imageChannelsError(id, channels);
  return { ...training.input, channels, size };
}

/** A model that takes neither grey nor colour. */
export function imageChannelsError(model: string, channels: number): UnsupportedError {
  return new UnsupportedError(
    `Model "${model}" takes ${channels} channels, and image files have 1 or 3.`,
    "Choose another model with --model.",
    { code: "image-channels" },
  );
}

/** A model of images that are no squares: pictures are cut to squares. */
export function notSquareError(model: string, height: number, width: number): UnsupportedError {
  return new UnsupportedError(
    `Model "${model}" takes ${height}x${width} images, and pictures are cut to squares.`,
    "Export it for square images, or choose another model with --model.",
    { code: "not-square" },
  );
}

/** What is to be said of weights that a CPU is slow with; none where there are none. */
export function denormalLines(name: string, found: number): string[] {
  if (found === 0) return [];
  const weights = found === 1 ? "1 weight is" : `${found.toLocaleString("en")} weights are`;
  return [
    `${name}: ${weights} denormal (nearer to 0 than 2^-126), with which a CPU can be many times slower; set them to 0`,
  ];
}
