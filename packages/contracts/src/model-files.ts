import { z } from "zod";
import {
  modelConfigSchema,
  onnxConfigSchema,
  type ModelConfig,
  type OnnxConfig,
} from "./model-config.ts";
import { precisionSchema, strategySchema } from "./axes.ts";
import { modelCostSchema } from "./measurement.ts";
import { normalisationSchema } from "./model-card.ts";

/** A tensor in memory: row-major float32. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Weights by their timm names. */
export type WeightMap = ReadonlyMap<string, Tensor>;

/** A config of one of the architectures that are defined here, with its weights, checked against it. */
export interface DefinedArtifact<Config extends ModelConfig = ModelConfig> {
  readonly kind: "defined";
  readonly id: string;
  readonly config: Config;
  readonly weights: WeightMap;
}

/** An ONNX file that was made elsewhere, with its weights inside. */
export interface OnnxArtifact {
  readonly kind: "onnx";
  readonly id: string;
  readonly config: OnnxConfig;
  readonly bytes: Uint8Array;
}

/** What a backend prepares. */
export type ModelArtifact = DefinedArtifact | OnnxArtifact;

/** A file's plain name: no folder, nothing hidden. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, "expected a plain file name");

const common = {
  schemaVersion: z.literal(1),
  /** Id of the model. */
  model: z.string(),
  strategy: strategySchema,
  precision: precisionSchema,
  /** B */
  batch: z.int().positive(),
  files: z
    .array(
      z.strictObject({
        name: fileName,
        bytes: z.int().nonnegative(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex"),
      }),
    )
    .max(4_096),
};

/** `manifest.json` of a prepared model: what it was made for, and every file that it has. */
export const preparedManifestSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("defined"), config: modelConfigSchema, ...common }),
  z.strictObject({ kind: z.literal("onnx"), config: onnxConfigSchema, ...common }),
]);
export type PreparedManifest = z.output<typeof preparedManifestSchema>;

/** A model made ready for one backend, strategy, precision and batch, in memory. */
export interface PreparedModel {
  readonly manifest: PreparedManifest;
  /** By the names in the manifest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A prepared model's files where a backend reads them: memory, a folder, or a server. */
export interface ModelFiles {
  readonly manifest: PreparedManifest;
  /** Bytes read so far; a file that is read twice counts twice. */
  readonly bytesRead: number;
  /**
   * Reads one file and checks it against the manifest. Nothing is cached: what failed is tried anew.
   * @throws `missing-file`, AlteredFileError, UnreachableFileError
   */
  read(name: string): Promise<Uint8Array>;
}

/**
 * `about.json` beside a prepared model that a page reads: what its manifest does not say. The bytes
 * that images touch follow from the manifest's config and precision.
 */
export const pageModelSchema = z.strictObject({
  /** The hash of the model's weights file, for the record. */
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex"),
  /** The hash of its graph or config alone. */
  graphSha256: z.string().optional(),
  normalisation: normalisationSchema,
  /** Under the strategy that the files are made for. */
  cost: modelCostSchema,
  /** Class names in label order. */
  classes: z.array(z.string().max(1_000)).min(1).max(65_536),
  /** Whether the first of them is a background class, which no image has. */
  background: z.boolean().default(false),
});
export type PageModel = z.output<typeof pageModelSchema>;
