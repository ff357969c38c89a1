import { InvalidValueError } from "@vmoe-bench/contracts";
import type { AuxiliaryRecipe, DenseRecipe, Recipe, VmoeRecipe } from "./recipe.ts";
import { superClassProblems } from "./vmoe-problems.ts";

/** A data set of image files. */
interface Images {
  readonly name: string;
  readonly classes: readonly string[];
}

/**
 * A recipe for image files: with as many outputs as they have classes, and their name in place of a
 * path, so that its hash does not say where they lie.
 * @param called appended to the names of the recipe and its baselines, which are of other data
 * @throws InvalidValueError for more experts than classes
 */
export function forImages(recipe: Recipe, images: Images, called?: string): Recipe {
  switch (recipe.kind) {
    case "dense":
      return denseFor(recipe, images, called);
    case "auxiliary":
      return auxiliaryFor(recipe, images, called);
    case "vmoe":
      return vmoeFor(recipe, images, called);
  }
}

function denseFor(recipe: DenseRecipe, images: Images, called?: string): DenseRecipe {
  return {
    ...recipe,
    name: nameOn(recipe, called),
    model: { ...recipe.model, classes: images.classes.length },
    settings: { ...recipe.settings, dataset: images.name },
  };
}

function auxiliaryFor(recipe: AuxiliaryRecipe, images: Images, called?: string): AuxiliaryRecipe {
  require(recipe, superClassProblems(recipe.head, images.classes.length, "auxiliary"));
  const baseline = denseFor(recipe.baseline, images, called);
  const { model, settings } = baseline;
  return { ...recipe, name: nameOn(recipe, called), model, settings, baseline };
}

function vmoeFor(recipe: VmoeRecipe, images: Images, called?: string): VmoeRecipe {
  const classes = images.classes.length;
  if (recipe.router.kind === "super-classes")
    require(recipe, superClassProblems(recipe.model.moe, classes, "moe"));
  const baseline =
    recipe.baseline.kind === "dense"
      ? denseFor(recipe.baseline, images, called)
      : auxiliaryFor(recipe.baseline, images, called);
  return {
    ...recipe,
    name: nameOn(recipe, called),
    model: { ...recipe.model, classes },
    settings: baseline.settings,
    baseline,
  };
}

function nameOn({ name }: Recipe, called: string | undefined): string {
  return called === undefined ? name : `${name.slice(0, 59)}-${called}`;
}

function require({ name }: Recipe, problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidValueError(`recipe ${name}`, problems);
}
