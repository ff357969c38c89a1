import type {
  ModelRecipe,
  ModelArtifact,
  ModelCost,
  ModelKind,
  Normalisation,
  Strategy,
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
  /** Of its weights, in hex. */
  readonly sha256: string;
  /** Of its graph or config without weights, in hex: tells new weights from another model. */
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

/** Finds a model by what the user wrote; undefined for what is of another kind. */
export type ModelResolver = (name: string) => Promise<RunModel | undefined>;
