import { z } from "zod";
import type { ImageBatch } from "./model-config.ts";
import type { Placement } from "./measurement.ts";
import type { ModelArtifact, ModelFiles, PreparedModel } from "./model-files.ts";
import type { Precision, Strategy } from "./axes.ts";
import { KnownError } from "./errors.ts";

/** A runtime and, after a slash, the execution provider asked of it: "ort-node/cpu". */
export const backendIdSchema = z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)?$/);
export type BackendId = z.output<typeof backendIdSchema>;

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

/** What a model's files are made for. */
export interface PrepareOptions {
  readonly strategy: Strategy;
  readonly precision: Precision;
  /** B of the batches that will be run; other batch sizes are refused. */
  readonly batch: number;
}

export interface LoadOptions {
  /** Intra-op threads. */
  readonly threads: number;
  /** Experts held in memory at once under `split-lazy`; null for no limit. */
  readonly expertCap: number | null;
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

/** A fixed piece of work on the device that a backend runs on. */
export interface GpuProbe {
  /** Resolves when its result is on the CPU. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** One operation that a runtime says it ran. */
export interface ExecutedOperation {
  /** The runtime's name of the kind of operation: "Gemm". */
  readonly kind: string;
  readonly name: string;
  /** 2 x MAC, from the shapes in the runtime's own report. */
  readonly macs2: number;
}

/** Runs a model in a runtime, exactly where it was told, or says why not. It never falls back. */
export interface Backend {
  readonly id: BackendId;
  probe(): Promise<Probe>;
  /**
   * Whether `probe` looks in a process of its own: then it is asked once a run, and not again by each
   * of its blocks.
   */
  readonly probesApart?: boolean;
  /**
   * Makes the files that {@link Backend.load} reads, before anything is measured. Needs no runtime.
   * @throws UnsupportedError when this backend can't run this model this way
   */
  prepare(model: ModelArtifact, options: PrepareOptions): Promise<PreparedModel>;
  /**
   * Reads the files and makes the model ready to run. Under `split-lazy` an expert's file is read
   * when an image first needs it.
   * @throws UnsupportedError; `missing-file`, AlteredFileError or UnreachableFileError for a file
   */
  load(files: ModelFiles, options: LoadOptions): Promise<LoadedModel>;
  /**
   * Runs the images once under the runtime's own profiler: every operation that ran. Absent where
   * the runtime has no profiler that names them.
   */
  profile?(
    files: ModelFiles,
    options: LoadOptions,
    images: ImageBatch,
  ): Promise<readonly ExecutedOperation[]>;
  /** Work to tell a throttled GPU by (rule 9). Absent where the backend runs on the CPU. */
  openGpuProbe?(): Promise<GpuProbe>;
}

export interface UnsupportedErrorOptions extends ErrorOptions {
  /** "unsupported" unless told. */
  readonly code?: string;
}

/**
 * What was asked can't be run here, or a model's files hold nothing that can be run. Becomes an
 * `unsupported` record, not a failure: the other arms of a run go on.
 */
export class UnsupportedError extends KnownError {
  constructor(
    message: string,
    remedy: string,
    { code = "unsupported", ...options }: UnsupportedErrorOptions = {},
  ) {
    super(code, message, remedy, options);
  }
}

/** Images of another shape than the model was loaded for. */
export class WrongShapeError extends KnownError {
  constructor(expected: readonly number[], actual: readonly number[], values: number) {
    super(
      "wrong-shape",
      `Expected images of shape [${expected.join(",")}], got [${actual.join(",")}] with ${values} values.`,
      "Pass images of the size, the channels and the batch that the model was loaded for.",
    );
  }
}

/** A model was used after it was closed. */
export class ClosedModelError extends KnownError {
  constructor() {
    super(
      "closed-model",
      "The model was run after it was closed.",
      "Load it again before running it.",
    );
  }
}

/**
 * @throws WrongShapeError unless `actual` holds images of exactly the expected shape
 */
export function requireShape(
  expected: readonly number[],
  actual: { readonly dims: readonly number[]; readonly data: Float32Array },
): void {
  const same =
    expected.every((d, i) => d === actual.dims[i]) && expected.length === actual.dims.length;
  const values = expected.reduce((a, b) => a * b, 1);
  if (!same || actual.data.length !== values)
    throw new WrongShapeError(expected, actual.dims, actual.data.length);
}
