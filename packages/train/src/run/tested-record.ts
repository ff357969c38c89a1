import { firstIndexes } from "@vmoe-bench/dataset";
import { accuracy, routerAccuracy } from "../model/accuracy.ts";
import type { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import { recipeJson, type Recipe } from "../recipe/recipe.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";
import type { TrainingRecord } from "./record.ts";
import type { TrainingState } from "./training-state.ts";

interface Trained {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly network: Network;
  readonly state: TrainingState;
  readonly superClasses: SuperClasses | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Tries a trained model on the test split and writes down how it was trained. */
export async function testedRecord(trained: Trained): Promise<TrainingRecord> {
  const { recipe, data, network, state, superClasses, signal } = trained;
  const { train, test, normalisation } = data;
  const indexes = firstIndexes(test.count);
  const predictions = await predict(
    network,
    { images: test.images, normalisation, indexes },
    signal,
  );
  const routed =
    superClasses === undefined
      ? undefined
      : routerAccuracy(predictions, test.labels, superClasses.superClassOf);
  const { name, settings, model } = recipe;
  return {
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
      images: data.trained.length,
      heldOut: data.heldOut.length,
    },
    normalisation,
    curve: state.curve,
    test: {
      name: test.info.name,
      split: test.split,
      sha256: test.sha256,
      top1: accuracy(predictions, test.labels),
      images: test.count,
    },
    superClasses: superClasses?.members.map((names) => [...names]) ?? [],
    ...(routed === undefined ? {} : { routerAccuracy: routed }),
    seconds: state.curve.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}
