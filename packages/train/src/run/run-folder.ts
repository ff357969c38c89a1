import path from "node:path";
import type { Recipe } from "../recipe/recipe.ts";

/** Of one recipe and seed, as in its folder's and its record's name. */
export function runName({ name, settings }: Recipe): string {
  return `${name}-seed${settings.seed}`;
}

export function runFolder(recipe: Recipe, directory: string): string {
  return path.join(directory, runName(recipe));
}

export function recordIn(folder: string): string {
  return path.join(folder, "record.json");
}
