import { join } from "node:path";
import { check, modelCardSchema, type ModelCard, type WeightMap } from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import { checkWeights, encodeSafetensors } from "@vmoe-bench/model";
import { cardFile, sha256, weightsFile } from "./read-model.ts";

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
