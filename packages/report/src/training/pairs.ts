import { decodeClasses, type TrainingResult } from "@vmoe-bench/contracts";
import { accuracyDifference, type Estimate, meanInterval } from "@vmoe-bench/measure";

/** What one recipe's seeds are compared with, each with the model of its own seed. */
export interface Pairs {
  /** With the plain dense model. */
  readonly plain: readonly Pair[];
  /** With the dense model that had the router's loss and no experts: what experts add is the gain over this. */
  readonly auxiliary: readonly Pair[];
}

/** Trained models by what they are compared with. */
export class Baselines {
  readonly #results: readonly TrainingResult[];

  constructor(results: readonly TrainingResult[]) {
    this.#results = results;
  }

  /** The plain dense model at the start of a model's line: its own name if it is that one. */
  rootOf({ name, baseline }: TrainingResult): string {
    if (baseline === null) return name;
    return this.#auxiliary((one) => one.name === baseline)[0]?.baseline ?? baseline;
  }

  /**
   * @param seeds of one recipe
   * @param problems gets a sentence for each that can't be compared
   */
  pairsOf(seeds: readonly TrainingResult[], problems: string[]): Pairs {
    return {
      plain: seeds.flatMap((one) => this.#withPlain(one, problems)),
      auxiliary: seeds.flatMap((one) => this.#withAuxiliary(one)),
    };
  }

  #withPlain(sparse: TrainingResult, problems: string[]): Pair[] {
    const root = this.rootOf(sparse);
    if (root === sparse.name) return [];
    const dense = this.#results.find(
      ({ name, seed, baseline }) => name === root && seed === sparse.seed && baseline === null,
    );
    const problem = dense === undefined ? "has no record" : difference(sparse, dense);
    if (dense !== undefined && problem === undefined) return [{ sparse, dense }];
    problems.push(
      `${sparse.name}, seed ${sparse.seed}: its dense baseline ${root} ${problem ?? ""}, so there is no gain.`,
    );
    return [];
  }

  /** The one that a model began from, or another of the same dense model with as many experts. */
  #withAuxiliary(sparse: TrainingResult): Pair[] {
    const { moe } = sparse.config;
    if (moe === undefined) return [];
    const root = this.rootOf(sparse);
    const fit = this.#auxiliary(
      (one) =>
        one.seed === sparse.seed && one.baseline === root && difference(sparse, one) === undefined,
    ).filter(
      ({ name, routing }) =>
        name === sparse.baseline ||
        (routing.kind === "auxiliary" && routing.experts === moe.experts),
    );
    const dense = fit.find(({ name }) => name === sparse.baseline) ?? fit[0];
    return dense === undefined ? [] : [{ sparse, dense }];
  }

  #auxiliary(fits: (one: TrainingResult) => boolean): TrainingResult[] {
    return this.#results.filter((one) => one.routing.kind === "auxiliary" && fits(one));
  }
}

/** What a recipe of a V-MoE, or of the router's loss, says beside what its dense model's says. */
const own = [
  "model",
  "baseline",
  "auxiliary",
  "router",
  "expertDropout",
  "expertRate",
  "routerWarmUp",
  "startEpoch",
];

function difference(sparse: TrainingResult, dense: TrainingResult): string | undefined {
  if (sparse.dataset.sha256 !== dense.dataset.sha256) return "had other data";
  if (sparse.heldOut.labels !== dense.heldOut.labels) return "had other held-out images";
  if (withoutExperts(sparse) !== withoutExperts(dense)) return "had another model";
  if (sparse.test !== null && dense.test !== null && sparse.test.sha256 !== dense.test.sha256)
    return "had other test images";
  const trainedHere = dense.epochs > 0;
  if (trainedHere && without(sparse.recipe, own) !== without(dense.recipe, own))
    return "had another recipe";
  return undefined;
}

function withoutExperts(result: TrainingResult): string {
  const { moe: _, ...config } = result.config;
  return JSON.stringify(config);
}

/** A recipe as text, without some of its fields. */
export function without(recipe: TrainingResult["recipe"], names: readonly string[]): string {
  if (typeof recipe !== "object" || recipe === null) return JSON.stringify(recipe);
  const kept = Object.entries(recipe).filter(([name]) => !names.includes(name));
  return JSON.stringify(Object.fromEntries(kept));
}

/** A V-MoE and its dense baseline of the same seed. */
interface Pair {
  readonly sparse: TrainingResult;
  readonly dense: TrainingResult;
}

/** How much better a V-MoE is than its baseline, in parts of 1. */
export interface Gain {
  readonly value: number;
  /** 95 %; null with one seed where predictions are not kept. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** What the interval covers: other seeds, or with one seed only other images. */
  readonly over: "seeds" | "images";
  readonly seeds: number;
}

/** On the held-out images: over seeds, or paired over the images where there is one seed. */
export function heldOutGain(pairs: readonly Pair[]): Gain | null {
  const [first] = pairs;
  if (first === undefined) return null;
  if (pairs.length === 1) return gainOf(overImages(first), "images", 1);
  const differences = pairs.map(({ sparse, dense }) => sparse.heldOut.top1 - dense.heldOut.top1);
  return gainOf(meanInterval(differences), "seeds", pairs.length);
}

/** On the test images, for the pairs that were tested. */
export function testGain(pairs: readonly Pair[]): Gain | null {
  const differences = pairs.flatMap(({ sparse, dense }) =>
    sparse.test === null || dense.test === null ? [] : [sparse.test.top1 - dense.test.top1],
  );
  const [only] = differences;
  if (only === undefined) return null;
  if (differences.length === 1) return { value: only, interval: null, over: "images", seeds: 1 };
  return gainOf(meanInterval(differences), "seeds", differences.length);
}

function gainOf(estimate: Estimate | undefined, over: Gain["over"], seeds: number): Gain | null {
  if (estimate === undefined) return null;
  const { value, low, high } = estimate;
  return { value, interval: { low, high }, over, seeds };
}

function overImages({ sparse, dense }: Pair): Estimate | undefined {
  const { labels, predicted: arm } = heldOutClasses(sparse);
  const { predicted: baseline } = heldOutClasses(dense);
  const gain = accuracyDifference({ labels, arm, baseline }, { seed: 0 });
  return gain && { value: gain.difference, low: gain.low, high: gain.high };
}

/** Each held-out image's class, and what the model said that it is. */
export function heldOutClasses({ config, heldOut }: TrainingResult): {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
} {
  const read = (text: string) => decodeClasses(text, config.classes);
  return { labels: read(heldOut.labels), predicted: read(heldOut.predicted) };
}
