import type { ViTConfig } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import type { Recipe } from "./recipe.ts";

/** What runs while a recipe is trained: its model, with the router of an auxiliary loss. */
export function networkConfig(recipe: Recipe): ViTConfig {
  return recipe.kind === "auxiliary" ? { ...recipe.model, moe: recipe.head } : recipe.model;
}

/**
 * The weights that a recipe trains. With an auxiliary loss they are the dense model's and a router's:
 * there are no experts to route to.
 */
export function trainedShapes(recipe: Recipe): ReadonlyMap<string, readonly number[]> {
  const shapes = weightShapes(networkConfig(recipe));
  if (recipe.kind !== "auxiliary") return shapes;
  const dense = weightShapes(recipe.model);
  return new Map([...shapes].map(([name, dims]) => [name, dense.get(name) ?? dims]));
}
