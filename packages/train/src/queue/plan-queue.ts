import { InvalidValueError } from "@vmoe-bench/contracts";
import { recipeHash, type Recipe } from "../recipe/recipe.ts";
import { runName } from "../run/run-folder.ts";

/** One model to train. */
export interface QueuedRun {
  /** `<recipe>-seed<seed>`, unique in a queue. */
  readonly id: string;
  readonly recipe: Recipe;
  /** False for what only others that start from it, or are compared with it, ask for. */
  readonly asked: boolean;
  /** Id of the one that must be finished before. */
  readonly needs: string | undefined;
}

/**
 * The runs of these recipes in their order, with each dense baseline once, before its first V-MoE.
 * @throws InvalidValueError when two recipes would write to one folder
 */
export function planQueue(recipes: readonly Recipe[]): QueuedRun[] {
  const runs = new Map<string, QueuedRun>();
  const add = (recipe: Recipe, asked: boolean): string => {
    const id = runName(recipe);
    const known = runs.get(id);
    if (known !== undefined && recipeHash(known.recipe) !== recipeHash(recipe))
      throw new InvalidValueError("the queue", [`two recipes have the name "${recipe.name}"`]);
    if (known !== undefined) {
      runs.set(id, { ...known, asked: known.asked || asked });
      return id;
    }
    const needs = recipe.kind !== "dense" ? add(recipe.baseline, false) : undefined;
    runs.set(id, { id, recipe, asked, needs });
    return id;
  };
  for (const recipe of recipes) add(recipe, true);
  return [...runs.values()];
}
