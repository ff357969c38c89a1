import type { TrainedRouting, TrainingResult } from "@vmoe-bench/contracts";
import { meanInterval } from "@vmoe-bench/measure";
import { modelCost } from "@vmoe-bench/model";
import { z } from "zod";
import { Baselines, type Gain, heldOutGain, type Pairs, testGain, without } from "./pairs.ts";
import { paperGain, type PaperGain } from "./paper.ts";

/** Accuracy over seeds, in parts of 1. */
export interface Accuracy {
  readonly mean: number;
  /** Half of the 95 % interval over seeds; null with one seed. */
  readonly halfWidth: number | null;
}

/** A recipe with all its seeds. */
export interface TrainingRow {
  readonly recipe: string;
  readonly routing: TrainedRouting;
  /** Null for a dense model. */
  readonly moe: NonNullable<TrainingResult["config"]["moe"]> | null;
  /** 2 x MAC that an image takes, with the k experts that it goes to. */
  readonly flops: number;
  readonly startEpoch: number;
  readonly epochs: number;
  readonly seeds: readonly number[];
  /** SHA-256 of each seed's recipe, by which records and checkpoints know it. */
  readonly recipes: readonly string[];
  readonly heldOut: Accuracy;
  readonly heldOutImages: number;
  readonly gain: Gain | null;
  /** Over the dense model with the router's loss and no experts: what the experts add. */
  readonly gainOverAuxiliary: Gain | null;
  /** Over the seeds that were tested. */
  readonly test: Accuracy | null;
  readonly testGain: Gain | null;
  /** On the held-out images; mean over the seeds. */
  readonly routerAccuracy: number | null;
  /**
   * Held-out top-1 as if the router never erred; mean over the seeds whose records have it, null
   * where none has.
   */
  readonly oracle: number | null;
  /** Mean over the seeds of a run's own epochs. */
  readonly seconds: number;
  readonly exposure: Exposure;
  /** Training accuracy of the last epoch less the held-out one, in parts of 1; mean over the seeds. */
  readonly generalisationGap: number;
  readonly paper: PaperGain | null;
}

/** A dense model and the V-MoEs that are compared with it. */
export interface TrainingGroup {
  readonly baseline: string;
  readonly dataset: string;
  /** Without experts. */
  readonly config: Omit<TrainingResult["config"], "moe">;
  readonly rows: readonly TrainingRow[];
}

export interface TrainingSummary {
  /** Smallest first. */
  readonly groups: readonly TrainingGroup[];
  /** What could not be compared, a sentence each. */
  readonly problems: readonly string[];
}

/** The ablation table, whatever the order of the records. */
export function summariseTraining(results: readonly TrainingResult[]): TrainingSummary {
  const problems: string[] = [];
  const ordered = firstOfEach(
    results.toSorted((a, b) => a.name.localeCompare(b.name) || a.seed - b.seed),
    problems,
  );
  const baselines = new Baselines(ordered);
  const groups = grouped(ordered, (one) => baselines.rootOf(one)).map(([baseline, members]) => {
    const recipes = grouped(members, recipeKey).map(([, seeds]) => seeds);
    const rows = recipes.map((seeds) => rowOf(seeds, baselines.pairsOf(seeds, problems)));
    const { moe: _, ...config } = members[0].config;
    return { baseline, dataset: members[0].dataset.name, config, rows: inOrder(rows) };
  });
  return { groups: groups.toSorted((a, b) => size(a) - size(b)), problems };
}

/** A recipe's seed counts once: twice it would look like two seeds that agree. */
function firstOfEach(results: readonly TrainingResult[], problems: string[]): TrainingResult[] {
  return grouped(results, ({ name, seed }) => `${name} ${seed}`).map(([, [first, ...more]]) => {
    if (more.length > 0)
      problems.push(
        `${first.name}, seed ${first.seed}: ${more.length + 1} records are of it, and the first counts.`,
      );
    return first;
  });
}

type Some<T> = readonly [T, ...T[]];

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [string, Some<T>][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return [...groups];
}

/** The same for all seeds of a recipe on the same data. */
function recipeKey({ name, recipe, dataset }: TrainingResult): string {
  return `${name} ${dataset.sha256} ${without(recipe, ["seed"])}`;
}

function rowOf(results: Some<TrainingResult>, { plain, auxiliary }: Pairs): TrainingRow {
  const [first] = results;
  const routed = results.flatMap(({ heldOut }) => heldOut.routerAccuracy ?? []);
  const oracles = results.flatMap(({ heldOut }) => heldOut.oracleTop1 ?? []);
  const tested = results.flatMap(({ test }) => (test === null ? [] : [test.top1]));
  return {
    recipe: first.name,
    routing: first.routing,
    moe: first.config.moe ?? null,
    flops: modelCost(first.config, "gather").flops.active.macs2,
    startEpoch: first.startEpoch,
    epochs: first.epochs,
    seeds: results.map(({ seed }) => seed),
    recipes: results.map(({ recipeSha256 }) => recipeSha256),
    heldOut: accuracyOf(results.map(({ heldOut }) => heldOut.top1)),
    heldOutImages: first.heldOut.images,
    gain: heldOutGain(plain),
    gainOverAuxiliary: heldOutGain(auxiliary),
    test: tested.length === 0 ? null : accuracyOf(tested),
    testGain: testGain(plain),
    routerAccuracy: routed.length === 0 ? null : mean(routed),
    oracle: oracles.length === 0 ? null : mean(oracles),
    seconds: mean(results.map(({ seconds }) => seconds)),
    exposure: exposureOf(first),
    generalisationGap: mean(
      results.map(({ curve, heldOut }) => (curve.trainAccuracy.at(-1) ?? NaN) - heldOut.top1),
    ),
    paper: paperGain(first) ?? null,
  };
}

function accuracyOf(values: readonly number[]): Accuracy {
  const estimate = meanInterval(values);
  if (estimate === undefined) return { mean: mean(values), halfWidth: null };
  return { mean: estimate.value, halfWidth: estimate.high - estimate.value };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The dense models first, then the best. */
function inOrder(rows: readonly TrainingRow[]): TrainingRow[] {
  const place = ({ routing }: TrainingRow) => (routing.kind === "dense" ? 0 : 1);
  return rows.toSorted((a, b) => place(a) - place(b) || b.heldOut.mean - a.heldOut.mean);
}

/** In proportion to the matrix products of an image's layers. */
function size({ config: { depth, width, imageSize, patch } }: TrainingGroup): number {
  return depth * width ** 2 * (imageSize / patch) ** 2;
}

/** What a model was shown while it was trained. */
export interface Exposure {
  /** Different training images of a class; the mean over the classes. */
  readonly imagesPerClass: number;
  /** Whether no image was shown twice: the data did not run out. */
  readonly everyImageNew: boolean;
  /** Images shown, each as often as it was, those of the epochs before a branch too. */
  readonly imagesSeen: number;
}

const streamed = z.object({
  stream: z.object({
    imagesPerEpoch: z.int().positive(),
    imagesPerClass: z.int().positive().optional(),
  }),
});

function exposureOf({ recipe, epochs, dataset, config }: TrainingResult): Exposure {
  const { data } = streamed.safeParse(recipe);
  const imagesPerClass = dataset.images / config.classes;
  if (data === undefined)
    return { imagesPerClass, everyImageNew: false, imagesSeen: epochs * dataset.images };
  const { stream } = data;
  return {
    imagesPerClass: stream.imagesPerClass ?? imagesPerClass,
    everyImageNew: stream.imagesPerClass === undefined,
    imagesSeen: epochs * stream.imagesPerEpoch,
  };
}
