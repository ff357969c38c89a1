import { firstIndexes } from "@vmoe-bench/dataset";
import { accuracy, routerAccuracy } from "../model/accuracy.ts";
import { Network } from "../model/network.ts";
import { predict, type Predictions } from "../model/predict.ts";
import { top1 } from "../model/top-1.ts";
import { networkConfig } from "../recipe/network-of.ts";
import { recipeJson, type Recipe } from "../recipe/recipe.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";
import type { TrainingRecord } from "./record.ts";
import type { TrainingState } from "./training-state.ts";

interface Trained {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly state: TrainingState;
  readonly superClasses: SuperClasses | undefined;
  readonly heldOutOnly?: boolean;
  readonly signal?: AbortSignal;
}

/** What a model says of each held-out image, in their order. */
export interface HeldOutPredictions {
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
}

export interface Tested {
  readonly record: TrainingRecord;
  readonly heldOut: HeldOutPredictions;
}

/** Tries a trained model, on the test split too where that is asked for, and writes down all. */
export async function testedRecord(trained: Trained): Promise<Tested> {
  const { recipe, state } = trained;
  const network = new Network(networkConfig(recipe), state.evaluated);
  try {
    return await recordOf(trained, network);
  } finally {
    network.dispose();
  }
}

async function recordOf(trained: Trained, network: Network): Promise<Tested> {
  const { recipe, data, state, superClasses, heldOutOnly = false, signal } = trained;
  const { train, test, normalisation } = data;
  const { heldOut } = data;
  const onHeldOut = await predict(network, { ...heldOut, normalisation }, signal);
  const oracle = await oracleTop1(trained, network);
  const indexes = firstIndexes(test.count);
  const onTest = heldOutOnly
    ? undefined
    : await predict(network, { images: test.images, normalisation, indexes }, signal);
  const routed =
    onTest && superClasses && routerAccuracy(onTest, test.labels, superClasses.superClassOf);
  const { name, settings, model } = recipe;
  const record: TrainingRecord = {
    schemaVersion: 1,
    name,
    config: model,
    recipe: recipeJson(recipe),
    seed: settings.seed,
    epochs: settings.epochs,
    dataset: {
      name: train.info.name,
      split: train.split,
      sha256: train.sha256,
      images: data.trained.images,
      heldOut: heldOut.labels.length,
    },
    normalisation,
    curve: state.curve,
    heldOut: {
      top1: accuracy(onHeldOut, heldOut.labels),
      images: heldOut.labels.length,
      ...(oracle === undefined ? {} : { oracleTop1: oracle }),
      expertUse: expertUse(onHeldOut),
    },
    ...(onTest && {
      test: {
        name: test.info.name,
        split: test.split,
        sha256: test.sha256,
        top1: accuracy(onTest, test.labels),
        images: test.count,
      },
    }),
    superClasses: superClasses?.members.map((names) => [...names]) ?? [],
    ...(superClasses && { modularity: superClasses.modularity }),
    ...(routed === undefined ? {} : { routerAccuracy: routed }),
    seconds: state.curve.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  const { labels } = heldOut;
  const predicted = labels.map((_, i) => top1(onHeldOut.logits, i, model.classes));
  return { record, heldOut: { labels, predicted } };
}

/**
 * Held-out top-1 as if the router never erred: what its errors cost. Only where the chosen expert
 * counts whole: by another gate it would count as little as the router believed in it.
 */
async function oracleTop1(
  { recipe, data, superClasses, signal }: Trained,
  network: Network,
): Promise<number | undefined> {
  const { moe } = recipe.model;
  if (superClasses === undefined || moe?.k !== 1 || moe.gate !== "normalized") return undefined;
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
