import {
  check,
  checkJson,
  type DefinedArtifact,
  KnownError,
  UnsupportedError,
  type ModelCard,
  modelCardSchema,
  systemErrorCode,
  type WeightMap,
} from "@vmoe-bench/contracts";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkWeights, decodeSafetensors, encodeSafetensors } from "@vmoe-bench/model";
import { writeFileWhole } from "@vmoe-bench/files";

/** A folder that should hold a model and does not. */
export function modelNotFoundError(folder: string, file: string): KnownError {
  return new KnownError(
    "model-not-found",
    `There is no model in ${folder}: "${file}" is missing.`,
    "Name a folder that holds card.json and model.safetensors, or a model that `vmoe-bench models` lists.",
  );
}

/** A weights file that is not the one its card was written for. */
export function brokenModelError(file: string, problem: string): UnsupportedError {
  return new UnsupportedError(`${file}: ${problem}.`, "Copy the model again, or train it again.", {
    code: "broken-model",
  });
}

const cardFile = "card.json";
const weightsFile = "model.safetensors";

/** A model as it lies on disk, checked. */
export interface StoredModel {
  readonly folder: string;
  readonly card: ModelCard;
  readonly artifact: DefinedArtifact;
}

/**
 * Reads a model and checks it: the card against its schema, the weights file against the card's
 * size and SHA-256, and the weights against the config.
 * @throws `model-not-found`, InvalidValueError, `broken-model`, `broken-safetensors`, `wrong-weights`
 */
export async function readModel(folder: string): Promise<StoredModel> {
  const card = await readCard(folder);
  const path = join(folder, weightsFile);
  const bytes = await read(folder, weightsFile);
  if (bytes.length !== card.weights.bytes)
    throw brokenModelError(
      path,
      `it has ${bytes.length} bytes, its card says ${card.weights.bytes}`,
    );
  if (sha256(bytes) !== card.weights.sha256)
    throw brokenModelError(path, "it was altered: its SHA-256 is not the one in its card");
  const weights = decodeSafetensors(bytes, path);
  checkWeights(weights, card.config, path);
  return { folder, card, artifact: { kind: "defined", id: card.id, config: card.config, weights } };
}

/** The card alone, without reading the weights. */
export async function readCard(folder: string): Promise<ModelCard> {
  const text = new TextDecoder().decode(await read(folder, cardFile));
  return checkJson(modelCardSchema, text, join(folder, cardFile));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function read(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") throw modelNotFoundError(folder, file);
    throw error;
  }
}

/**
 * Writes a model folder: the weights, then the card that vouches for them.
 * @throws InvalidValueError, `wrong-weights` before anything is written
 */
export async function writeModel(
  folder: string,
  card: Omit<ModelCard, "weights">,
  weights: WeightMap,
): Promise<ModelCard> {
  checkWeights(weights, card.config, folder);
  const bytes = encodeSafetensors(weights, { model: card.id });
  const file = { file: weightsFile, bytes: bytes.length, sha256: sha256(bytes) };
  const whole = check(modelCardSchema, { ...card, weights: file }, join(folder, cardFile));
  await writeFileWhole(join(folder, weightsFile), bytes);
  await writeFileWhole(join(folder, cardFile), `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}
