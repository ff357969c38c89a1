import { createHash } from "node:crypto";
import { InvalidValueError, type MoeConfig, type ViTConfig } from "@vmoe-bench/contracts";
import { z } from "zod";
import { weightShapes } from "@vmoe-bench/model";
import type { TrainImages } from "../images/train-images.ts";
import type { RouterSettings, Settings, SuperClassSettings } from "./schema.ts";

/** A dense ViT and how it is trained. */
export interface DenseRecipe {
  readonly kind: "dense";
  /** The file's name without `.json`. */
  readonly name: string;
  readonly model: ViTConfig;
  readonly settings: Settings;
  /** A model that was trained elsewhere, with its hash, from whose weights it learns on. */
  readonly startsFrom?: string | undefined;
}

/**
 * A dense ViT that also learns its dense baseline's super-classes: a router reads what a V-MoE's would and
 * has the same loss, routes nothing, and is thrown away after training. What experts add is the gain
 * over this.
 */
export interface AuxiliaryRecipe {
  readonly kind: "auxiliary";
  readonly name: string;
  readonly model: ViTConfig;
  readonly settings: Settings;
  readonly baseline: DenseRecipe;
  readonly router: SuperClassSettings;
  /** What the router reads, and how many super-classes there are. */
  readonly head: MoeConfig;
}

/** A V-MoE: its dense baseline's model and settings, with experts and a router. */
export interface VmoeRecipe {
  readonly kind: "vmoe";
  readonly name: string;
  readonly model: ViTConfig & { readonly moe: MoeConfig };
  readonly settings: Settings;
  /** Where it may start from; an auxiliary one's router goes on to learn. */
  readonly baseline: DenseRecipe | AuxiliaryRecipe;
  readonly router: RouterSettings;
  readonly expertDropout?: number | undefined;
  readonly expertRate?: number | undefined;
  readonly routerWarmUp?: true | undefined;
  /** Whole epochs that the dense baseline did for it; 0 where it trains from scratch. */
  readonly startEpoch: number;
}

/** Its router learns super-classes or choices. */
export type RoutedRecipe = AuxiliaryRecipe | VmoeRecipe;
export type Recipe = DenseRecipe | RoutedRecipe;

/** The dense ViT that a model is compared with, and whose confusions make its super-classes. */
export function denseBaseline(recipe: RoutedRecipe): DenseRecipe {
  const { baseline } = recipe;
  return baseline.kind === "dense" ? baseline : baseline.baseline;
}

/** Whole epochs that another model did for it. */
export function epochsBefore(recipe: Recipe): number {
  return recipe.kind === "vmoe" ? recipe.startEpoch : 0;
}

/** Everything that decides what is trained, as plain JSON. */
export function recipeJson(recipe: Recipe): z.core.util.JSONType {
  const { settings: all, model } = recipe;
  // What is kept on the way changes nothing of what is trained.
  const { keepEpochs: _, ...settings } = all;
  return z.json().parse(JSON.parse(JSON.stringify({ ...settings, model, ...ownJson(recipe) })));
}

function ownJson(recipe: Recipe) {
  switch (recipe.kind) {
    case "dense":
      return { startsFrom: recipe.startsFrom };
    case "auxiliary":
      return { baseline: recipe.baseline.name, auxiliary: recipe.head, router: recipe.router };
    case "vmoe":
      return {
        baseline: recipe.baseline.name,
        startsFrom: recipe.baseline.kind === "dense" ? recipe.baseline.startsFrom : undefined,
        router: recipe.router,
        expertDropout: recipe.expertDropout,
        expertRate: recipe.expertRate,
        routerWarmUp: recipe.routerWarmUp,
        startEpoch: recipe.startEpoch,
      };
  }
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
export function requireFits(recipe: Recipe, info: TrainImages["info"]): void {
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
  if (recipe.kind !== "dense" && recipe.router.kind === "super-classes") {
    const { coarseClasses = [] } = info;
    const { experts } = recipe.kind === "vmoe" ? recipe.model.moe : recipe.head;
    if (recipe.router.from === "coarse" && experts !== coarseClasses.length)
      problems.push(
        `"router.from": ${info.name} has ${coarseClasses.length} coarse classes, and "experts" is ${experts}`,
      );
  }
  if (problems.length > 0) throw new InvalidValueError(`recipe ${name}`, problems);
}

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
