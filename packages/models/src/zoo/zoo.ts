import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { systemErrorCode, unknownNameError, type ModelCard } from "@vmoe-bench/contracts";
import { readCard, readModel, type StoredModel } from "./stored-model.ts";

/** Where the shipped models lie. */
export const zooFolder = fileURLToPath(new URL("../../zoo", import.meta.url));

/** The cards of the models in a folder, by id. */
export async function zooModels(folder: string = zooFolder): Promise<ModelCard[]> {
  const names = await folders(folder);
  return Promise.all(names.map((name) => readCard(join(folder, name))));
}

/**
 * A model by the name of its folder in the zoo, or by the path of any folder, which has a slash.
 * @throws `unknown-name` with the nearest names
 */
export async function findModel(name: string, folder: string = zooFolder): Promise<StoredModel> {
  return readModel(await modelFolder(name, folder));
}

/**
 * The card of {@link findModel}'s model, without reading its weights.
 * @throws `unknown-name` with the nearest names
 */
export async function findCard(name: string, folder: string = zooFolder): Promise<ModelCard> {
  return readCard(await modelFolder(name, folder));
}

/** Where a model that {@link findModel} finds lies. */
export async function modelFolder(name: string, folder: string = zooFolder): Promise<string> {
  if (name.includes("/") || name.includes(sep)) return name;
  const known = await folders(folder);
  if (!known.includes(name)) throw unknownNameError("model", name, known);
  return join(folder, name);
}

async function folders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return [];
    throw error;
  }
}
