import { z } from "zod";
import type { ImageBatch } from "./image.ts";
import type { ModelArtifact } from "./model-card.ts";

/** A runtime and, after a slash, the execution provider asked of it: "ort-node/cpu". */
export const backendIdSchema = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)?$/);
export type BackendId = z.output<typeof backendIdSchema>;

/**
 * How the chosen experts are executed; an axis of the benchmark, no part of the model.
 * `dense`: the model has no experts. `all-experts`: every expert computed, the others masked.
 * `gather`: the chosen experts' weights are gathered from the stack and only they are computed.
 */
export const strategySchema = z.enum(["dense", "all-experts", "gather"]);
export type Strategy = z.output<typeof strategySchema>;

/** Why something can't be had here, and what to do about it. */
export const unavailableSchema = z.strictObject({
  available: z.literal(false),
  reason: z.string(),
  remedy: z.string(),
});
export type Unavailable = z.output<typeof unavailableSchema>;

/** What a backend finds when it looks for its runtime. */
export const probeSchema = z.discriminatedUnion("available", [
  z.strictObject({
    available: z.literal(true),
    /** Name to version, for everything whose version could change a number. */
    versions: z.record(z.string(), z.string()),
    /** The adapter or instruction set that the runtime reports, in its words. */
    adapter: z.string(),
    /** True where the adapter emulates the hardware that was asked for. */
    software: z.boolean(),
  }),
  unavailableSchema,
]);
export type Probe = z.output<typeof probeSchema>;

/** What really runs, as the runtime states it; never a copy of what was asked for. */
export const placementSchema = z.strictObject({
  runtime: z.string(),
  version: z.string(),
  provider: z.string(),
  threads: z.int().positive(),
  strategy: strategySchema,
  /** Bytes that this runtime loads for the model (graph and weights). */
  artifactBytes: z.int().nonnegative(),
});
export type Placement = z.output<typeof placementSchema>;

export interface LoadOptions {
  readonly strategy: Strategy;
  /** Intra-op threads. */
  readonly threads: number;
  /** B of the batches that will be run; other batch sizes are refused. */
  readonly batch: number;
}

/** One router's choices for a batch. */
export interface ChosenExperts {
  /** [B,k] per image, or [B,N,k] per token, best first. */
  readonly experts: Int32Array;
  /** The weight of each chosen expert's output; same layout. */
  readonly gates: Float32Array;
}

export interface Prediction {
  /** [B,K], on the CPU. */
  readonly logits: Float32Array;
  /** None for a dense model, one for per-image routing, M for per-token routing. */
  readonly routings: readonly ChosenExperts[];
}

export interface LoadedModel {
  /** What really ran where, and the strategy. */
  readonly placement: Placement;
  /**
   * @throws WrongShapeError when the images are not [B,C,H,W] as loaded
   */
  run(images: ImageBatch): Promise<Prediction>;
  /** Frees the runtime's memory. A second call does nothing. */
  close(): Promise<void>;
}

/** Runs a model in a runtime, exactly where it was told, or says why not. */
export interface Backend {
  readonly id: BackendId;
  probe(): Promise<Probe>;
  /**
   * @throws UnsupportedError when this runtime can't run this model this way. It never falls back.
   */
  load(model: ModelArtifact, options: LoadOptions): Promise<LoadedModel>;
}
