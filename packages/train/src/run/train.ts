import type { Normalisation, TrainingResult, ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { weightShapes } from "@vmoe-bench/model";
import { commitThatTrained } from "@vmoe-bench/runner";
import { type Identity, loadCheckpoint } from "./checkpoint.ts";
import {
  checkpointIn,
  isFinished,
  keptIn,
  recordIn,
  requireWritable,
  runFolder,
  superClassesIn,
  writeJsonWhole,
} from "./run-folder.ts";
import { noBranchPointError, trainingStoppedError } from "../errors.ts";
import type { TrainSplit } from "../images/train-images.ts";
import { Network } from "../model/network.ts";
import {
  type AuxiliaryRecipe,
  denseBaseline,
  type DenseRecipe,
  networkConfig,
  type Recipe,
  recipeHash,
  type RoutedRecipe,
  trainedShapes,
} from "../recipe/recipe.ts";
import { type SuperClasses, superClassesOf } from "../superclass/super-classes.ts";
import { branchedFrom, TrainingState } from "./training-state.ts";
import { prepareData, type PreparedData, type TrainingData } from "./prepared-data.ts";
import { trainEpochs, type TrainingReporter } from "./train-epochs.ts";
import { routedSteps } from "./stepper.ts";
import type { EpochRecord } from "./epoch.ts";
import { outcomeOf, type PredictedClasses } from "./outcome.ts";
import { trainingResult } from "./training-result.ts";

export interface TrainOptions {
  /** Each model's run goes into a folder of its own below it. */
  readonly directory: string;
  /**
   * Go on from the model's checkpoint where there is one; else it is replaced. A V-MoE's dense baseline
   * always goes on, and a finished one is taken as it is.
   */
  readonly resume: boolean;
  /** Leaves the test split alone: what a search is chosen by is the held-out part. */
  readonly heldOutOnly?: boolean;
  /** What the record names as the harness that trained. */
  readonly commit: string;
  /** An earlier record of this recipe and seed: of the same training it keeps the commit. */
  readonly earlier?: TrainingResult | undefined;
  readonly signal?: AbortSignal;
  readonly reporter?: TrainingReporter;
}

/** A model after its last epoch. */
export interface FinishedModel {
  readonly name: string;
  readonly config: ViTConfig;
  readonly weights: WeightMap;
  readonly normalisation: Normalisation;
  readonly dataset: TrainSplit["info"];
  readonly curve: readonly EpochRecord[];
  /** Where its checkpoint, record and super-classes are. */
  readonly folder: string;
}

export interface TrainedModel extends FinishedModel {
  readonly recipe: Recipe;
  readonly record: TrainingResult;
  /** What it says of the test images; null where these were left alone. */
  readonly tested: PredictedClasses | null;
  /** For a V-MoE. */
  readonly superClasses: SuperClasses | undefined;
  /** What a V-MoE or an auxiliary loss starts from or is compared with. */
  readonly baseline: FinishedModel | undefined;
}

/**
 * Trains a recipe's model; for a V-MoE first its dense baseline, whose held-out confusions give the
 * super-classes. TensorFlow must be loaded before (tfjs-node), as tfjs's backend.
 * @throws InvalidValueError, `unfit-data` before any training; `diverged`,
 *   `training-stopped`, FileNotWritableError, `broken-checkpoint`, OtherCheckpointError,
 *   EmptySuperClassError, NoCommunitiesError, `no-branch-point`
 */
export async function train(
  recipe: Recipe,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainedModel> {
  const prepared = prepareData(recipe, data);
  await requireWritable(runFolder(recipe, options.directory));
  return stoppable(recipe, options, () => trainPrepared(recipe, prepared, options));
}

/** @throws `training-stopped` where the signal ended it */
export async function stoppable<T>(
  { name }: Recipe,
  { signal, directory }: TrainOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason)
      throw trainingStoppedError(name, directory);
    throw error;
  }
}

async function trainPrepared(
  recipe: Recipe,
  data: PreparedData,
  options: TrainOptions,
): Promise<TrainedModel> {
  const before = recipe.kind === "dense" ? undefined : await beforeRouted(recipe, data, options);
  const superClasses = before?.superClasses;
  const state = await trainingState(recipe, data, superClasses, options);
  // Only now: those of a checkpoint that was made with others must not be lost.
  if (superClasses !== undefined)
    await writeJsonWhole(superClassesIn(runFolder(recipe, options.directory)), superClasses);
  const trained = await trainFrom({ recipe, data, state, superClasses, options });
  return { ...trained, baseline: before?.baseline };
}

/** What a model's epochs start from. */
interface TrainingStart {
  readonly recipe: Recipe;
  readonly data: PreparedData;
  readonly state: TrainingState;
  readonly superClasses: SuperClasses | undefined;
  readonly options: TrainOptions;
}

/** Trains what is left of a model's epochs, tries it, and writes its record. */
export async function trainFrom({
  recipe,
  data,
  state,
  superClasses,
  options,
}: TrainingStart): Promise<Omit<TrainedModel, "baseline">> {
  const folder = runFolder(recipe, options.directory);
  const network = new Network(networkConfig(recipe), state.weights);
  try {
    const { name, settings } = recipe;
    const { signal, reporter = {} } = options;
    reporter.onModel?.({ name, epochs: settings.epochs, epochsDone: state.curve.length });
    await trainEpochs({
      recipe,
      data,
      network,
      state,
      vmoe: recipe.kind === "dense" ? undefined : routedSteps(recipe, superClasses),
      superClassOf: superClasses?.superClassOf,
      checkpointFile: checkpointIn(folder),
      keptFile: (epoch) => keptIn(folder, epoch),
      signal,
      reporter,
    });
    const outcome = await outcomeOf({ recipe, data, state, superClasses, ...options });
    const { curve } = state;
    const made = trainingResult({ recipe, data, curve, superClasses }, outcome, options.commit);
    const record = { ...made, commit: commitThatTrained(made, options.earlier) };
    await writeJsonWhole(recordIn(folder), record);
    const tested = outcome.test?.images ?? null;
    return { ...finishedModel(recipe, data, state, folder), recipe, record, tested, superClasses };
  } finally {
    network.dispose();
  }
}

function finishedModel(
  { name, model: config }: Recipe,
  { normalisation, train: split }: PreparedData,
  state: TrainingState,
  folder: string,
): FinishedModel {
  const shapes = weightShapes(config);
  // Without the router of an auxiliary loss, which is in none of the model's predictions.
  const weights = new Map([...state.evaluated].filter(([weight]) => shapes.has(weight)));
  return { name, config, weights, normalisation, dataset: split.info, curve: state.curve, folder };
}

/** A baseline that is finished is only read, as several V-MoEs may read it at once. */
async function trainedBaseline(
  recipe: DenseRecipe | AuxiliaryRecipe,
  data: PreparedData,
  options: TrainOptions,
  superClasses?: SuperClasses,
): Promise<FinishedModel> {
  const { directory, heldOutOnly = false, reporter } = options;
  const { sha256 } = data.train;
  if (!(await isFinished(recipe, directory, { heldOutOnly, data: sha256 })))
    return trainPrepared(recipe, data, { ...options, resume: true });
  const state = await trainingState(recipe, data, superClasses, { ...options, resume: true });
  if (state.curve.length < recipe.settings.epochs)
    return trainPrepared(recipe, data, { ...options, resume: true });
  const { name, settings } = recipe;
  reporter?.onModel?.({ name, epochs: settings.epochs, epochsDone: state.curve.length });
  return finishedModel(recipe, data, state, runFolder(recipe, directory));
}

/** What a model starts from, trained, and what the dense baseline's confusions give its router to learn. */
async function beforeRouted(recipe: RoutedRecipe, data: PreparedData, options: TrainOptions) {
  const dense = await trainedBaseline(denseBaseline(recipe), data, options);
  const { router, baseline } = recipe;
  if (router.kind === "end-to-end") return { baseline: dense, superClasses: undefined };
  const superClasses = await superClassesOf(recipe, router, dense, data, options.signal);
  options.reporter?.onSuperClasses?.(superClasses.members, superClasses.modularity);
  if (baseline.kind === "dense") return { baseline: dense, superClasses };
  return { baseline: await trainedBaseline(baseline, data, options, superClasses), superClasses };
}

function trainingState(
  recipe: Recipe,
  data: PreparedData,
  superClasses: SuperClasses | undefined,
  options: TrainOptions,
): Promise<TrainingState> {
  return resumedState(recipe, data, superClasses, options, (identity) =>
    startState(recipe, options.directory, identity),
  );
}

/** The state of a model's checkpoint where it goes on from one, or else the one it starts with. */
export async function resumedState(
  recipe: Recipe,
  data: PreparedData,
  superClasses: SuperClasses | undefined,
  { directory, resume }: TrainOptions,
  start: (identity: Identity) => Promise<TrainingState>,
): Promise<TrainingState> {
  const identity: Identity = {
    recipe: recipeHash(recipe),
    data: data.train.sha256,
    superClasses: superClasses === undefined ? null : [...superClasses.superClassOf],
  };
  const file = checkpointIn(runFolder(recipe, directory));
  const checkpoint = resume
    ? await loadCheckpoint(file, identity, trainedShapes(recipe))
    : undefined;
  return checkpoint === undefined ? start(identity) : new TrainingState(checkpoint);
}

/** From scratch, or from the epoch of its baseline that a V-MoE starts from. */
async function startState(
  recipe: Recipe,
  directory: string,
  identity: Identity,
): Promise<TrainingState> {
  if (recipe.kind !== "vmoe" || recipe.startEpoch === 0)
    return TrainingState.start(trainedShapes(recipe), recipe.settings, identity);
  const { baseline, startEpoch } = recipe;
  const file = keptIn(runFolder(baseline, directory), startEpoch);
  const baselineIdentity = {
    ...identity,
    recipe: recipeHash(baseline),
    superClasses: baseline.kind === "dense" ? null : identity.superClasses,
  };
  const trained = await loadCheckpoint(file, baselineIdentity, trainedShapes(baseline));
  if (trained === undefined) throw noBranchPointError(recipe.name, startEpoch, file);
  return new TrainingState(branchedFrom(trained, recipe, identity));
}
