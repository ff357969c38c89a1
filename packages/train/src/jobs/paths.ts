import { join } from "node:path";
import type { Recipe } from "../recipe/recipe.ts";

/** A small record's file in the folder of records. */
export function resultFile(records: string, { name, settings }: Recipe): string {
  return join(records, `${name}-seed${settings.seed}.json`);
}

/** Seeds have models of their own; seed 0 has the recipe's name. */
export function modelId({ name, settings }: Recipe): string {
  return settings.seed === 0 ? name : `${name}-seed${settings.seed}`;
}

/** A model's own in the folder of models. */
export function modelFolder(models: string, recipe: Recipe): string {
  return join(models, modelId(recipe));
}
