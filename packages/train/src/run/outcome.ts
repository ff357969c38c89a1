import type { TrainingResult, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { firstIndexes } from "@vmoe-bench/dataset";
import { accuracy, predict, type Predictions, routerAccuracy, top1 } from "../model/predict.ts";
import { Network } from "../model/network.ts";
import { networkConfig, type Recipe } from "../recipe/recipe.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";
import type { TrainingState } from "./training-state.ts";

interface Trained {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly state: TrainingState;
  readonly superClasses: SuperClasses | undefined;
  readonly heldOutOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** What a model says of each image, in their order. */
export interface PredictedClasses {
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
}

/** What a model can do after its last epoch. Accuracies are parts of 1. */
export interface Outcome {
  readonly heldOut: PredictedClasses & {
    readonly top1: number;
    readonly oracleTop1: number | null;
    /** [E]: part of the images whose first choice an expert is; empty where images aren't routed. */
    readonly expertUse: readonly number[];
  };
  /** Null where the test split was left alone. */
  readonly test: {
    readonly result: NonNullable<TrainingResult["test"]>;
    readonly images: PredictedClasses;
  } | null;
}

/** Top-1 of a model that was trained elsewhere, on the same images. */
export async function top1Of(
  { config, weights }: { readonly config: ViTConfig; readonly weights: WeightMap },
  { heldOut, test, normalisation }: PreparedData,
  signal: AbortSignal | undefined,
): Promise<{ readonly heldOut: number; readonly test: number }> {
  const network = new Network(config, weights);
  try {
    const held = await predict(network, { ...heldOut, normalisation }, signal);
    const { images, count, labels } = test;
    const indexes = firstIndexes(count);
    const tested = await predict(network, { images, normalisation, indexes }, signal);
    return { heldOut: accuracy(held, heldOut.labels), test: accuracy(tested, labels) };
  } finally {
    network.dispose();
  }
}

/** Tries a trained model on the held-out images, and on the test split where that is asked for. */
export async function outcomeOf(trained: Trained): Promise<Outcome> {
  const network = new Network(networkConfig(trained.recipe), trained.state.evaluated);
  try {
    return {
      heldOut: await onHeldOut(trained, network),
      test: trained.heldOutOnly === true ? null : await onTest(trained, network),
    };
  } finally {
    network.dispose();
  }
}

async function onHeldOut(trained: Trained, network: Network): Promise<Outcome["heldOut"]> {
  const { recipe, data, signal } = trained;
  const { normalisation, heldOut } = data;
  const { labels } = heldOut;
  const predictions = await predict(network, { ...heldOut, normalisation }, signal);
  return {
    labels,
    predicted: predictedClasses(predictions, recipe.model.classes),
    top1: accuracy(predictions, labels),
    oracleTop1: await oracleTop1(trained, network),
    expertUse: expertUse(predictions),
  };
}

function predictedClasses({ logits, count }: Predictions, classes: number): Uint16Array {
  return Uint16Array.from({ length: count }, (_, i) => top1(logits, i, classes));
}

async function onTest(
  { recipe, data, superClasses, signal }: Trained,
  network: Network,
): Promise<Outcome["test"]> {
  const { test, normalisation } = data;
  const { images, labels, count, sha256 } = test;
  const indexes = firstIndexes(count);
  const predictions = await predict(network, { images, normalisation, indexes }, signal);
  const routed = superClasses && routerAccuracy(predictions, labels, superClasses.superClassOf);
  return {
    result: {
      sha256,
      top1: accuracy(predictions, labels),
      images: count,
      routerAccuracy: routed ?? null,
    },
    images: {
      labels: Uint16Array.from(labels),
      predicted: predictedClasses(predictions, recipe.model.classes),
    },
  };
}

/**
 * Held-out top-1 as if the router never erred: what its errors cost. Only where the chosen expert
 * counts whole: by another gate it would count as little as the router believed in it.
 */
async function oracleTop1(
  { recipe, data, superClasses, signal }: Trained,
  network: Network,
): Promise<number | null> {
  const { moe } = recipe.model;
  if (superClasses === undefined || moe?.k !== 1 || moe.gate !== "normalized") return null;
  const { normalisation, heldOut } = data;
  const experts = Int32Array.from(heldOut.labels, (label) => superClasses.superClassOf[label] ?? 0);
  const predictions = await predict(network, { ...heldOut, normalisation, experts }, signal);
  return accuracy(predictions, heldOut.labels);
}

/** [E]: part of the images whose first choice an expert is; empty where images aren't routed. */
function expertUse({ routerLogits, count }: Predictions): number[] {
  if (routerLogits === undefined) return [];
  const experts = routerLogits.length / count;
  const uses = Array.from({ length: experts }, () => 0);
  for (let i = 0; i < count; i += 1) {
    const expert = top1(routerLogits, i, experts);
    uses[expert] = (uses[expert] ?? 0) + 1 / count;
  }
  return uses;
}
