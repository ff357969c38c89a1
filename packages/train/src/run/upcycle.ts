import type { Normalisation, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import type { DenseRecipe, VmoeRecipe } from "../recipe/recipe.ts";
import { type SuperClasses, superClassesOf } from "../superclass/super-classes.ts";
import type { Checkpoint, Identity } from "./checkpoint.ts";
import { requireWritable, runFolder, superClassesIn, writeJsonWhole } from "./run-folder.ts";
import { branchedFrom, TrainingState, zeros } from "./training-state.ts";
import { top1Of } from "./outcome.ts";
import { prepareData, type PreparedData, type TrainingData } from "./prepared-data.ts";
import {
  resumedState,
  stoppable,
  trainFrom,
  type TrainedModel,
  type TrainOptions,
} from "./train.ts";

/** A dense model that was trained elsewhere, for the recipe's data. */
export interface GivenDense {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
  readonly normalisation: Normalisation;
}

/** Its baseline is the given model, which learns on for the same epochs. */
export interface UpcyclingRecipe extends VmoeRecipe {
  readonly baseline: DenseRecipe;
}

type Upcycled = Omit<TrainedModel, "baseline">;

export interface UpcycledModel {
  readonly sparse: Upcycled;
  /** The dense model after the same epochs: what experts add is the gain over this. */
  readonly tuned: Upcycled;
  /** Top-1 of the dense model as it was given, parts of 1. */
  readonly given: { readonly heldOut: number; readonly test: number };
}

/**
 * A V-MoE from any dense model (Komatsuzaki et al., 2023), and that model after the same epochs. Each
 * expert begins as the MLP that it replaces, the super-classes come from the given model's confusions on
 * the held-out part of the data, and all weights learn on. With `gate: "normalized"` the V-MoE begins as
 * exactly the dense model.
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
    const given = await top1Of(dense, data, options.signal);
    const superClasses =
      recipe.router.kind === "end-to-end"
        ? undefined
        : await superClassesOf(recipe, recipe.router, dense, data, options.signal);
    if (superClasses !== undefined) {
      await writeJsonWhole(superClassesIn(folder), superClasses);
      options.reporter?.onSuperClasses?.(superClasses.members, superClasses.modularity);
    }
    const from = { weights: dense.weights, data, options };
    const tuned = await learnOn(recipe.baseline, undefined, from);
    return { sparse: await learnOn(recipe, superClasses, from), tuned, given };
  });
}

interface From {
  readonly weights: WeightMap;
  readonly data: PreparedData;
  readonly options: TrainOptions;
}

async function learnOn(
  recipe: DenseRecipe | VmoeRecipe,
  superClasses: SuperClasses | undefined,
  { weights, data, options }: From,
): Promise<Upcycled> {
  const state = await resumedState(recipe, data, superClasses, options, async (identity) =>
    startState(recipe, weights, identity),
  );
  return trainFrom({ recipe, data, state, superClasses, options });
}

/** As a baseline that was just loaded: no step was done yet. */
function startState(
  recipe: DenseRecipe | VmoeRecipe,
  weights: WeightMap,
  identity: Identity,
): TrainingState {
  const loaded: Checkpoint = {
    weights,
    m: zeros(weights),
    v: zeros(weights),
    ema: recipe.settings.ema === undefined ? undefined : weights,
    progress: { schemaVersion: 1, identity, steps: 0, curve: [] },
  };
  return new TrainingState(branchedFrom(loaded, recipe, identity));
}
