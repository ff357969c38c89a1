import path from "node:path";
import type { Normalisation, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { loadCheckpoint, type Identity } from "../checkpoint/checkpoint.ts";
import { requireWritable, writeJsonWhole } from "../checkpoint/write-file.ts";
import { trainedShapes } from "../recipe/network-of.ts";
import { recipeHash, type VmoeRecipe } from "../recipe/recipe.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { branchedFrom } from "./branch-start.ts";
import { prepareData, type TrainingData } from "./prepared-data.ts";
import { runFolder } from "./run-folder.ts";
import type { HeldOutPredictions } from "./outcome.ts";
import { superClassesOf } from "./super-classes-of.ts";
import {
  checkpointIn,
  stoppable,
  trainFrom,
  type TrainedModel,
  type TrainOptions,
} from "./train.ts";
import { TrainingState } from "./training-state.ts";

/** A dense model that was trained elsewhere, for the recipe's data. */
export interface GivenDense {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
  readonly normalisation: Normalisation;
}

/** Its router learns super-classes. */
export interface UpcyclingRecipe extends VmoeRecipe {
  readonly router: SuperClassSettings;
}

export interface UpcycledModel extends Omit<TrainedModel, "baseline"> {
  /** What the dense model said of the held-out images. */
  readonly denseHeldOut: HeldOutPredictions;
}

/**
 * A V-MoE from any dense model (Komatsuzaki et al., 2023): each expert begins as the MLP that it
 * replaces, the super-classes come from the dense model's confusions on the held-out part of the data,
 * and all weights learn on. With `gate: "normalized"` it begins as exactly the dense model.
 * TensorFlow must be loaded before (tfjs-node), as tfjs's backend.
 * @throws as {@link train}
 */
export async function upcycle(
  recipe: UpcyclingRecipe,
  dense: GivenDense,
  splits: TrainingData,
  options: TrainOptions,
): Promise<UpcycledModel> {
  const data = prepareData(recipe, splits, dense.normalisation);
  const folder = runFolder(recipe, options.directory);
  await requireWritable(folder);
  return stoppable(recipe, options, async () => {
    const { superClasses, predicted } = await superClassesOf(
      recipe,
      recipe.router,
      dense,
      data,
      options.signal,
    );
    await writeJsonWhole(path.join(folder, "super-classes.json"), superClasses);
    options.reporter?.onSuperClasses?.(superClasses.members, superClasses.modularity);
    const identity: Identity = {
      recipe: recipeHash(recipe),
      data: data.train.sha256,
      superClasses: [...superClasses.superClassOf],
    };
    const file = checkpointIn(folder);
    const found = options.resume
      ? await loadCheckpoint(file, identity, trainedShapes(recipe))
      : undefined;
    const state = new TrainingState(found ?? startOf(recipe, dense.weights, identity));
    const trained = await trainFrom({ recipe, data, state, superClasses, options });
    return { ...trained, denseHeldOut: { labels: data.heldOut.labels, predicted } };
  });
}

/** As a twin that was just loaded: no step was done yet. */
function startOf(recipe: VmoeRecipe, weights: WeightMap, identity: Identity) {
  const zeros = new Map(
    [...weights].map(([name, { dims, data }]) => [
      name,
      { dims, data: new Float32Array(data.length) },
    ]),
  );
  const ema = recipe.settings.ema === undefined ? undefined : weights;
  const progress = { schemaVersion: 1, identity, steps: 0, curve: [] } as const;
  return branchedFrom(
    { weights, m: zeros, v: zeros, ema, progress: { ...progress, curve: [] } },
    recipe,
    identity,
  );
}
