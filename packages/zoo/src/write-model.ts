import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { check, modelCardSchema, type ModelCard, type WeightMap } from "@vmoe-bench/contracts";
import { checkWeights, encodeSafetensors } from "@vmoe-bench/model";
import { cardFile, sha256, weightsFile } from "./read-model.ts";

/**
 * Writes a model folder: the weights, then the card that vouches for them.
 * @throws InvalidValueError, WrongWeightsError before anything is written
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
  await mkdir(folder, { recursive: true });
  await replace(join(folder, weightsFile), bytes);
  await replace(join(folder, cardFile), `${JSON.stringify(whole, null, 2)}\n`);
  return whole;
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
