import { createHash } from "node:crypto";
import { InvalidValueError, type MoeConfig, type ViTConfig } from "@vmoe-bench/contracts";
import type { DatasetInfo } from "@vmoe-bench/dataset";
import { z } from "zod";
import type { Settings, SuperClassSettings } from "./schema.ts";

/** A dense ViT and how it is trained. */
export interface DenseRecipe {
  readonly kind: "dense";
  /** The file's name without `.json`. */
  readonly name: string;
  readonly model: ViTConfig;
  readonly settings: Settings;
}

/** A V-MoE: its dense twin's model and settings, with experts and super-classes. */
export interface VmoeRecipe {
  readonly kind: "vmoe";
  readonly name: string;
  readonly model: ViTConfig & { readonly moe: MoeConfig };
  readonly settings: Settings;
  readonly baseline: DenseRecipe;
  readonly superClasses: SuperClassSettings;
  /** λ in L = L_C + λ·L_g. */
  readonly lambda: number;
}

export type Recipe = DenseRecipe | VmoeRecipe;

/** Everything that decides what is trained, as plain JSON. */
export function recipeJson(recipe: Recipe): z.core.util.JSONType {
  const { settings, model } = recipe;
  const own =
    recipe.kind === "dense"
      ? {}
      : {
          baseline: recipe.baseline.name,
          superClasses: recipe.superClasses,
          lambda: recipe.lambda,
        };
  return z.json().parse(JSON.parse(JSON.stringify({ ...settings, model, ...own })));
}

/** SHA-256 of {@link recipeJson}: the schema fixes the order of its keys. */
export function recipeHash(recipe: Recipe): string {
  return createHash("sha256")
    .update(JSON.stringify(recipeJson(recipe)))
    .digest("hex");
}

/**
 * @throws InvalidValueError naming each field that does not fit the data set
 */
export function requireFits({ name, model, settings }: Recipe, info: DatasetInfo): void {
  const problems: string[] = [];
  const expect = (field: string, found: string | number, wanted: string | number) => {
    if (found !== wanted) problems.push(`"${field}": ${found} is not ${info.name}'s ${wanted}`);
  };
  expect("dataset", settings.dataset, info.name);
  expect("model.classes", model.classes, info.classes.length);
  expect("model.channels", model.channels, info.channels);
  expect("model.imageSize", model.imageSize, info.height);
  if (info.height !== info.width) problems.push(`"dataset": its images are not square`);
  if (problems.length > 0) throw new InvalidValueError(`recipe ${name}`, problems);
}
