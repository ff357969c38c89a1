import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  modelCardSchema,
  systemErrorCode,
  type DefinedArtifact,
  type ModelCard,
} from "@vmoe-bench/contracts";
import { checkWeights, decodeSafetensors } from "@vmoe-bench/model";
import { brokenModelError, modelNotFoundError } from "./errors.ts";

export const cardFile = "card.json";
export const weightsFile = "model.safetensors";

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

export function sha256(bytes: Uint8Array): string {
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
