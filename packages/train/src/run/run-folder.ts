import path from "node:path";
import type { Recipe } from "../recipe/recipe.ts";

/** One recipe and seed, as its folder and its record are named. */
export function runName({ name, settings }: Recipe): string {
  return `${name}-seed${settings.seed}`;
}

export function runFolder(recipe: Recipe, directory: string): string {
  return path.join(directory, runName(recipe));
}

export function recordIn(folder: string): string {
  return path.join(folder, "record.json");
}
