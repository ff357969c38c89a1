import type { ModelCard } from "@vmoe-bench/contracts";
import * as zoo from "../zoo/index.ts";
import { checkpointResolver } from "./from-checkpoint.ts";
import { hubResolver } from "./from-hub.ts";
import type { FolderResolver } from "./folder-resolver.ts";

/** In this order; what none of them takes is the zoo's, or a model folder. */
const resolvers: readonly FolderResolver[] = [hubResolver, checkpointResolver];

/**
 * A model by the name that `--model` gives it.
 * @throws `unknown-name` with the nearest names; what is wrong with the model
 */
export async function findModel(name: string): Promise<zoo.StoredModel> {
  return zoo.findModel(await resolved(name));
}

/**
 * The card of {@link findModel}'s model, without reading its weights.
 * @throws `unknown-name` with the nearest names; what is wrong with the model
 */
export async function findCard(name: string): Promise<ModelCard> {
  return zoo.findCard(await resolved(name));
}

/** The name of the zoo's model, or the folder, that a name stands for. */
export async function resolved(name: string): Promise<string> {
  for (const resolver of resolvers) if (await resolver.takes(name)) return resolver.folderOf(name);
  return name;
}
