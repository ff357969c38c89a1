import { dirname, join } from "node:path";
import { loadTfjsNode, usePlainProducts } from "@vmoe-bench/backends-node/tfjs";
import {
  type DefinedArtifact,
  isViT,
  KnownError,
  type ModelCard,
  type Preparing,
  UnsupportedError,
  type ViTConfig,
} from "@vmoe-bench/contracts";
import { accuracyDifference } from "@vmoe-bench/measure";
import { scoredColumns } from "@vmoe-bench/models/labels";
import { modularityRemark } from "@vmoe-bench/report";
import {
  cardTraining,
  readRecipeFile,
  type TrainingReporter,
  type TrainSplit,
  upcycle,
  type UpcycledModel,
  upcyclingRecipe,
  type UpcyclingSettings,
  withHeadColumns,
} from "@vmoe-bench/train";
import { type StoredModel, writeModel } from "@vmoe-bench/models/zoo";
import { findModel } from "@vmoe-bench/models/find";
import { harnessCommit } from "@vmoe-bench/train/jobs";
import { upcycledRecords, writeResult } from "@vmoe-bench/runner";
import { realpath } from "node:fs/promises";
import { assumedClasses } from "../run/models.ts";
import { openUpcyclingData, type UpcyclingDataRequest } from "./upcycling-data.ts";

/** What of an upcycling's settings the command line may say. */
type Settings = Pick<
  UpcyclingSettings,
  "experts" | "layers" | "epochs" | "batch" | "learningRate" | "lambda" | "heldOut" | "seed"
>;

interface UpcycleRequest extends UpcyclingDataRequest, Settings {
  /** File with fields of a recipe, laid over the usual ones. */
  readonly recipe?: string | undefined;
  readonly threads: number;
  readonly resume: boolean;
  /** Gets the dense model's folder, the V-MoE's, and `runs` with checkpoints. */
  readonly out: string;
}

/** Parts of 1; 95 % over the test images, paired. */
interface Gain {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Upcycled {
  /** Folders of models: the dense one after the same epochs, and the V-MoE. */
  readonly dense: string;
  readonly sparse: string;
  readonly superClasses: readonly (readonly string[])[];
  /** How well the super-classes part the graph of the confusions; and why they mean little, where they do. */
  readonly modularity: number | null;
  readonly remark: string | null;
  /** Small record of the V-MoE; its dense baseline's lies beside it. */
  readonly record: string;
  /** On the test split: of the model as it was given, of the dense one and of the V-MoE. */
  readonly givenTop1: number;
  readonly denseTop1: number | null;
  readonly top1: number | null;
  /** What experts add over the dense model after the same epochs. */
  readonly gain: Gain | null;
  readonly routerAccuracy: number | null;
}

type DenseViT = Pick<DefinedArtifact<ViTConfig>, "config" | "weights">;

/** A V-MoE from a dense model, and that dense model after the same epochs, as two model folders. */
export async function upcycleModel(
  request: UpcycleRequest,
  reporter: TrainingReporter,
  preparing: Preparing,
): Promise<Upcycled> {
  const stored = await findModel(request.model);
  const { signal } = preparing;
  const vit = denseViT(stored);
  const base = stored.card.id.slice(0, 80);
  const names = { dense: `${base}-tuned`, sparse: `${base}-e${request.experts}m${request.layers}` };
  const folders = {
    dense: join(request.out, names.dense),
    sparse: join(request.out, names.sparse),
  };
  for (const folder of Object.values(folders)) await requireOtherFolder(folder, request.model);
  const fields = request.recipe === undefined ? {} : (await readRecipeFile(request.recipe)).fields;
  const data = await openUpcyclingData(stored.card, request, preparing);
  const { info } = data.train;
  for (const line of assumedClasses(stored.card, info)) preparing.reporter.note(line);
  const { card, config, weights } = forClasses(stored, vit, info);
  const given = `${card.id}@${stored.card.weights.sha256.slice(0, 16)}`;
  const recipe = upcyclingRecipe(config, {
    ...request,
    fields,
    name: names.sparse,
    tuned: names.dense,
    dense: given,
    dataset: info.name,
  });
  await loadTfjsNode({ threads: request.threads });
  usePlainProducts();
  const { normalisation } = card;
  const made = await upcycle(recipe, { config, weights, normalisation }, data, {
    directory: join(request.out, "runs"),
    commit: await harnessCommit(),
    resume: request.resume,
    reporter,
    signal,
  });
  const { tuned, sparse } = made;
  const { experts, layers } = recipe.model.moe;
  const cards = {
    dense: {
      id: names.dense,
      description: `${card.description} It learned on for ${recipe.settings.epochs} epochs of ${info.title}.`,
    },
    sparse: {
      id: names.sparse,
      description: `V-MoE with ${experts} experts in its last ${layers} layers, upcycled from ${card.id} on ${info.title}.`,
      baseline: names.dense,
    },
  };
  const records = join(request.out, upcycledRecords);
  const fileOf = (name: string) => join(records, `${name}-seed${recipe.settings.seed}.json`);
  for (const [kind, trained] of [
    ["dense", tuned],
    ["sparse", sparse],
  ] as const) {
    const { record, config: trainedConfig } = trained;
    const training = cardTraining(record, card.training.input);
    const whole = { ...card, ...cards[kind], config: trainedConfig, training };
    await writeModel(folders[kind], whole, trained.weights);
    const dataset = { ...record.dataset, classes: [...info.classes] };
    await writeResult(fileOf(names[kind]), { ...record, dataset });
  }
  const { record } = sparse;
  const modularity = record.superClasses?.modularity ?? null;
  return {
    ...folders,
    superClasses: record.superClasses?.members ?? [],
    modularity,
    remark: (modularity === null ? undefined : modularityRemark(modularity)) ?? null,
    record: fileOf(names.sparse),
    givenTop1: made.given.test,
    denseTop1: tuned.record.test?.top1 ?? null,
    top1: record.test?.top1 ?? null,
    gain: gainOf(made),
    routerAccuracy: record.test?.routerAccuracy ?? null,
  };
}

/** Null for a single test image. */
function gainOf({ sparse, tuned }: UpcycledModel): Gain | null {
  if (sparse.tested === null || tuned.tested === null) return null;
  const labels = [...sparse.tested.labels];
  const arm = [...sparse.tested.predicted];
  const baseline = [...tuned.tested.predicted];
  const difference = accuracyDifference({ labels, arm, baseline }, { seed: 0 });
  return difference === undefined
    ? null
    : { value: difference.difference, low: difference.low, high: difference.high };
}

/**
 * @throws `not-dense`, UnsupportedError
 */
function denseViT({ card, artifact: { config, weights } }: StoredModel): DenseViT {
  if (config.moe !== undefined) throw notDenseError(card);
  if (isViT(config)) return { config, weights };
  throw new UnsupportedError(
    `Only a ViT is upcycled, and "${card.id}" is a ${config.architecture}.`,
    "Name a dense ViT or DeiT.",
  );
}

/** The model with only the data's classes, in the data's order. */
function forClasses({ card: stored }: StoredModel, vit: DenseViT, info: TrainSplit["info"]) {
  const { weights: _, ...card } = stored;
  const columns = scoredColumns(info.classes, card.classes);
  const { config, weights } = columns === undefined ? vit : withHeadColumns(vit, columns);
  const cut: Omit<ModelCard, "weights"> =
    columns === undefined
      ? { ...card, classes: [...info.classes], dataset: info.name }
      : {
          ...card,
          config,
          classes: [...info.classes],
          dataset: info.name,
          description: `${card.description} Its head knows the ${columns.length} classes of ${info.title}.`,
        };
  return { card: cut, config, weights };
}

/** Only dense models are upcycled. */
function notDenseError({ id, baseline }: ModelCard): KnownError {
  return new KnownError(
    "not-dense",
    `Model "${id}" has experts already.`,
    baseline === undefined
      ? "Name a dense model."
      : `Name a dense model, such as its baseline ${baseline}.`,
  );
}

/** An output that would take the place of the model that was given. */
function outputIsInputError(folder: string): KnownError {
  return new KnownError(
    "output-is-input",
    `The dense model would be written over the one that was given, in ${folder}.`,
    "Name another folder with -o.",
  );
}

/**
 * Looks for a model's own files where it is to be written: a checkpoint's id is its folder's name.
 * @param given a model folder, or a file in one
 * @throws `output-is-input`
 */
export async function requireOtherFolder(folder: string, given: string): Promise<void> {
  const [to, from, above] = await Promise.all([folder, given, dirname(given)].map(real));
  if (to !== undefined && (to === from || to === above)) throw outputIsInputError(folder);
}

/** Undefined where nothing is, as for a model of the zoo, which has only a name. */
function real(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
