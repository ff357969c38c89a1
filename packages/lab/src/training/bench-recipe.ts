import { fileURLToPath } from "node:url";
import { loadRecipe, type Recipe } from "@vmoe-bench/train";

/** The recipe whose steps are timed: of the size that is trained most, on data that is made up. */
export function benchRecipe(): Promise<Recipe> {
  return loadRecipe(
    fileURLToPath(new URL("../../recipes/bench-vit-6x64-cifar10.json", import.meta.url)),
  );
}
