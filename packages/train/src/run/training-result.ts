import {
  type CheckpointInput,
  encodeClasses,
  type ModelCard,
  type TrainedRouting,
  type TrainingResult,
} from "@vmoe-bench/contracts";
import {
  denseBaseline,
  epochsBefore,
  type Recipe,
  recipeHash,
  recipeJson,
} from "../recipe/recipe.ts";
import { clusteringsOf } from "../superclass/clusterings.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";
import type { EpochRecord } from "./epoch.ts";
import type { Outcome } from "./outcome.ts";
import type { PreparedData } from "./prepared-data.ts";
import { untestedModelError } from "../errors.ts";

interface Trained {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly curve: readonly EpochRecord[];
  readonly superClasses: SuperClasses | undefined;
}

/**
 * The record of a trained model: small, and enough for every number of the table.
 * @param commit of the harness
 */
export function trainingResult(
  { recipe, data, curve, superClasses }: Trained,
  { heldOut, test }: Outcome,
  commit: string,
): TrainingResult {
  const { name, model: config, settings } = recipe;
  const { train } = data;
  const startEpoch = epochsBefore(recipe);
  const own = curve.slice(startEpoch);
  return {
    schemaVersion: 1,
    name,
    seed: settings.seed,
    baseline: recipe.kind === "dense" ? null : denseBaseline(recipe).name,
    config,
    routing: routingOf(recipe),
    startEpoch,
    epochs: settings.epochs,
    recipe: recipeJson(recipe),
    recipeSha256: recipeHash(recipe),
    dataset: {
      name: train.info.name,
      split: train.split,
      sha256: train.sha256,
      images: data.trained.images,
      heldOut: heldOut.labels.length,
      // Of image files nothing else knows them.
      ...("decoding" in train ? { classes: [...train.info.classes] } : {}),
    },
    curve: columns(curve),
    heldOut: {
      top1: heldOut.top1,
      images: heldOut.labels.length,
      routerAccuracy: curve.at(-1)?.heldOutRouterAccuracy ?? null,
      oracleTop1: heldOut.oracleTop1,
      expertUse: heldOut.expertUse.map(rounded),
      labels: encodeClasses(heldOut.labels, config.classes),
      predicted: encodeClasses(heldOut.predicted, config.classes),
    },
    test: test?.result ?? null,
    superClasses: superClasses === undefined ? null : described(superClasses, recipe),
    seconds: Math.round(own.reduce((sum, { seconds }) => sum + seconds, 0)),
    imagesPerSecond: Math.round(middle(own.map(({ imagesPerSecond }) => imagesPerSecond))),
    commit,
  };
}

function routingOf(recipe: Recipe): TrainedRouting {
  if (recipe.kind === "dense") return { kind: "dense" };
  if (recipe.kind === "auxiliary") {
    const { experts, layers, reads } = recipe.head;
    const { from, clustering, confusion, lambda } = recipe.router;
    return { kind: "auxiliary", experts, layers, reads, from, clustering, confusion, lambda };
  }
  const { router, expertDropout, expertRate, routerWarmUp } = recipe;
  const own = {
    ...(expertDropout === undefined ? {} : { expertDropout }),
    ...(expertRate === undefined ? {} : { expertRate }),
    ...(routerWarmUp === undefined ? {} : { routerWarmUp }),
  };
  if (router.kind === "super-classes") return { ...router, ...own };
  return { kind: router.kind, balance: router.balance, noise: router.noise ?? null, ...own };
}

function described(superClasses: SuperClasses, recipe: Recipe): TrainingResult["superClasses"] {
  if (recipe.kind === "dense" || recipe.router.kind !== "super-classes") return null;
  return {
    members: superClasses.members.map((names) => [...names]),
    modularity: superClasses.modularity,
    clusterings: clusteringsOf(superClasses, recipe.router, recipe.settings.seed),
  };
}

function columns(curve: readonly EpochRecord[]): TrainingResult["curve"] {
  const column = (pick: (point: EpochRecord) => number | undefined) => {
    const values = curve.map(pick);
    if (values.every((value) => value === undefined)) return [];
    return values.map((value) => (value === undefined ? null : rounded(value)));
  };
  return {
    loss: column(({ loss }) => loss),
    trainAccuracy: column(({ trainAccuracy }) => trainAccuracy),
    heldOutAccuracy: column(({ heldOutAccuracy }) => heldOutAccuracy),
    routerLoss: column(({ routerLoss }) => routerLoss),
    heldOutRouterAccuracy: column(({ heldOutRouterAccuracy }) => heldOutRouterAccuracy),
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

/**
 * What a model's card shows of its training record.
 * @param input how pictures became the images that it was trained on
 * @throws `untested-model`
 */
export function cardTraining(
  record: TrainingResult,
  input: CheckpointInput,
): ModelCard["training"] {
  const { recipe, seed, epochs, dataset, test, superClasses, seconds, commit } = record;
  if (test === null) throw untestedModelError(record.name);
  const { top1, images, routerAccuracy } = test;
  return {
    kind: "trained",
    recipe,
    seed,
    epochs,
    dataset: { name: dataset.name, split: dataset.split, sha256: dataset.sha256 },
    accuracy: { top1, images },
    superClasses: superClasses?.members ?? [],
    ...(routerAccuracy === null ? {} : { routerAccuracy }),
    commit,
    input,
    seconds,
  };
}
