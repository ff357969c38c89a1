import { createHash } from "node:crypto";
import { InvalidValueError, type MoeConfig, type ViTConfig } from "@vmoe-bench/contracts";
import type { TrainSplit } from "../images/train-split.ts";
import { z } from "zod";
import type { Settings } from "./schema.ts";
import type { RouterSettings } from "./vmoe-schema.ts";

/** A dense ViT and how it is trained. */
export interface DenseRecipe {
  readonly kind: "dense";
  /** The file's name without `.json`. */
  readonly name: string;
  readonly model: ViTConfig;
  readonly settings: Settings;
}

/** A V-MoE: its dense twin's model and settings, with experts and a router. */
export interface VmoeRecipe {
  readonly kind: "vmoe";
  readonly name: string;
  readonly model: ViTConfig & { readonly moe: MoeConfig };
  readonly settings: Settings;
  readonly baseline: DenseRecipe;
  readonly router: RouterSettings;
  readonly expertDropout?: number | undefined;
  readonly expertRate?: number | undefined;
  readonly routerWarmUp?: true | undefined;
  /** Whole epochs that the dense twin did for it; 0 where it trains from scratch. */
  readonly startEpoch: number;
}

export type Recipe = DenseRecipe | VmoeRecipe;

/** Everything that decides what is trained, as plain JSON. */
export function recipeJson(recipe: Recipe): z.core.util.JSONType {
  const { settings: all, model } = recipe;
  // What is kept on the way changes nothing of what is trained.
  const { keepEpochs: _, ...settings } = all;
  const own =
    recipe.kind === "dense"
      ? {}
      : {
          baseline: recipe.baseline.name,
          router: recipe.router,
          expertDropout: recipe.expertDropout,
          expertRate: recipe.expertRate,
          routerWarmUp: recipe.routerWarmUp,
          startEpoch: recipe.startEpoch,
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
export function requireFits(recipe: Recipe, info: TrainSplit["info"]): void {
  const { name, model, settings } = recipe;
  const problems: string[] = [];
  const expect = (field: string, found: string | number, wanted: string | number) => {
    if (found !== wanted) problems.push(`"${field}": ${found} is not ${info.name}'s ${wanted}`);
  };
  expect("dataset", settings.dataset, info.name);
  expect("model.classes", model.classes, info.classes.length);
  expect("model.channels", model.channels, info.channels);
  expect("model.imageSize", model.imageSize, info.height);
  if (info.height !== info.width) problems.push(`"dataset": its images are not square`);
  if (recipe.kind === "vmoe" && recipe.router.kind === "super-classes") {
    const { coarseClasses = [] } = info;
    if (recipe.router.from === "coarse" && recipe.model.moe.experts !== coarseClasses.length)
      problems.push(
        `"router.from": ${info.name} has ${coarseClasses.length} coarse classes, and "moe.experts" is ${recipe.model.moe.experts}`,
      );
  }
  if (problems.length > 0) throw new InvalidValueError(`recipe ${name}`, problems);
}
