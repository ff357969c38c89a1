import { basename, resolve } from "node:path";
import {
  areOfBytes,
  check,
  InvalidValueError,
  vitConfigSchema,
  type CheckpointInput,
  type ModelConfig,
  type Normalisation,
  type ViTConfig,
  type WeightMap,
} from "@vmoe-bench/contracts";
import { checkWeights } from "@vmoe-bench/model";
import {
  assumedInput,
  assumedNormalisation,
  classesOf,
  epsilonOf,
  headsOf,
  poolOf,
} from "./assume.ts";
import { readDescription } from "./describe/read-description.ts";
import type { Description } from "./describe/description.ts";
import { brokenCheckpointError } from "./errors.ts";
import { locateCheckpoint } from "./files/locate.ts";
import { readTensors, type ReadFile } from "./files/read-tensors.ts";
import { isMobile, mobileModel } from "./mobile-model.ts";
import { NamedTensors, withoutPrefix } from "./tensors/named-tensors.ts";
import { shapeOf, type TensorShape } from "./tensors/shape-of.ts";
import { weightsOf } from "./tensors/weights-of.ts";

/** What is said of a checkpoint beside its files. */
export interface CheckpointOptions {
  /** H and W in pixels: position embeddings are resampled for it. The checkpoint's own unless told. */
  readonly imageSize?: number | undefined;
  /** Attention heads, which no tensor shows. The config's, or timm's 64 channels a head, unless told. */
  readonly heads?: number | undefined;
}

/** A dense model that was trained elsewhere. */
export interface Checkpoint {
  /** "deit_tiny_patch16_224": its architecture, or its file's or folder's name. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly weights: WeightMap;
  /** In label order. */
  readonly classes: readonly string[];
  readonly dataset: string;
  readonly normalisation: Normalisation;
  readonly input: CheckpointInput;
  readonly naming: "timm" | "hugging-face";
  readonly files: readonly ReadFile[];
  /** What the files don't say, a sentence each. */
  readonly assumed: readonly string[];
  /** What was done with it, and what is good to know of it; a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads a ViT or DeiT classifier as timm and Hugging Face save them: safetensors, in one file or in
 * shards, with their config.json or without; and a MobileViT or MobileNetV3 of timm with it.
 * @param path a file or a folder
 * @throws `checkpoint-not-found`, `broken-safetensors`, `broken-checkpoint`,
 *   `unsupported-checkpoint`, `incomplete-checkpoint`, InvalidValueError
 */
export async function readCheckpoint(
  path: string,
  options: CheckpointOptions = {},
): Promise<Checkpoint> {
  const located = await locateCheckpoint(path);
  const said = await readDescription(located.folder);
  const read = await readTensors(located);
  const { tensors, cut, beside } = withoutPrefix(read.tensors, path);
  const source = beside.length === 0 ? path : `${path}, below "${cut}"`;
  const assumed: string[] = [...said.assumed];
  const model = isMobile(said)
    ? { ...mobileModel(said, tensors, source, options, assumed), naming: "timm" as const }
    : vitModel(said, new NamedTensors(tensors, source), options, assumed);
  const { config } = model;
  const { classes, dataset } = classesOf(said, config.classes, path, assumed);
  return {
    name: said.architecture ?? basename(resolve(path)).replace(/\.safetensors$/, ""),
    ...model,
    classes,
    dataset,
    normalisation:
      said.normalisation === undefined
        ? assumedNormalisation(config.channels, assumed)
        : inUnits(said.normalisation, path),
    input: inputOf(said, options, assumed),
    files: read.files,
    assumed,
    notes: [...wrappingOf(cut, beside), ...(takesTestSize(said, options) ? [] : said.notes)],
  };
}

function wrappingOf(cut: string, beside: readonly string[]): readonly string[] {
  if (cut === "") return [];
  if (beside.length === 0)
    return [`All its tensors' names begin with "${cut}", which was cut off.`];
  const named = beside.slice(0, 5).map((name) => JSON.stringify(name));
  const more = beside.length > 5 ? ` and ${beside.length - 5} more` : "";
  return [
    `Its model is what begins with "${cut}", which was cut off. Left out is what lies beside it: ${named.join(", ")}${more}.`,
  ];
}

function takesTestSize({ testSize }: Description, { imageSize }: CheckpointOptions): boolean {
  return testSize !== undefined && testSize.imageSize === imageSize;
}

function inputOf(
  said: Description,
  options: CheckpointOptions,
  assumed: string[],
): CheckpointInput {
  const input = said.input ?? assumedInput(assumed);
  return said.testSize !== undefined && takesTestSize(said, options)
    ? { ...input, cropPart: said.testSize.cropPart }
    : input;
}

/** @throws InvalidValueError for a mean or std of bytes */
function inUnits(normalisation: Normalisation, path: string): Normalisation {
  const { mean, std } = normalisation;
  if (!areOfBytes(mean, std)) return normalisation;
  throw new InvalidValueError(path, [
    `"mean" ${mean.join(" ")} and "std" ${std.join(" ")} look like those of values from 0 to 255, and input is (byte / 255 − mean) / std: divide both by 255`,
  ]);
}

function vitModel(
  said: Description,
  tensors: NamedTensors,
  options: CheckpointOptions,
  assumed: string[],
): Pick<Checkpoint, "config" | "weights" | "naming"> {
  const shape = shapeOf(tensors);
  requireAgreement(said, shape, tensors.source);
  const config = configOf(said, shape, tensors, options, assumed);
  const weights = weightsOf(tensors, shape, config);
  checkWeights(weights, config, tensors.source);
  return { config, weights, naming: tensors.naming };
}

function configOf(
  said: Description,
  shape: TensorShape,
  tensors: NamedTensors,
  options: CheckpointOptions,
  assumed: string[],
): ViTConfig {
  const { width, depth, mlpWidth, patch, channels, classes, classToken, distillation } = shape;
  const stored = shape.grid * patch;
  const normEpsilon = epsilonOf(said, tensors.naming, assumed);
  const config = {
    imageSize: options.imageSize ?? said.imageSize ?? stored,
    channels,
    patch,
    width,
    depth,
    heads: options.heads ?? headsOf(said, width, tensors.source, assumed),
    mlpWidth,
    classes,
    classToken,
    ...(distillation === undefined ? {} : { distillation }),
    pool: poolOf(said, shape, tensors),
    // Where it is the usual one, the config names none.
    ...(normEpsilon === 1e-6 ? {} : { normEpsilon }),
  };
  if (config.imageSize !== stored)
    assumed.push(
      `Its position embeddings are for ${stored} x ${stored} pixels; they were resampled (bicubic, antialiased) for ${config.imageSize} x ${config.imageSize}.`,
    );
  return check(vitConfigSchema, config, tensors.source);
}

function requireAgreement({ sizes }: Description, shape: TensorShape, source: string): void {
  for (const { key, size, value } of sizes)
    if (size !== "imageSize" && shape[size] !== value)
      throw brokenCheckpointError(
        source,
        `config.json says ${key} ${value}, its tensors are made for ${shape[size]}`,
      );
}
