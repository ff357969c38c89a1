import {
  isNarrowOrClear,
  median,
  type MedianRatio,
  type Random,
  ratioOfLogs,
  type Round,
  seededRandom,
  verdictOf,
} from "@vmoe-bench/measure";
import { type Arm, armKey, type BackendId, profiles, suiteSchema } from "@vmoe-bench/contracts";
import { Comparisons, planRun } from "@vmoe-bench/runner";
import type { NextRound, Noise } from "./noise.ts";
import type { Tick } from "./experiment.ts";

/** The quick profile: 5 rounds of 2 s an arm at least, 60 s an arm at most. */
export const quick = {
  firstRounds: 5,
  capSeconds: 60,
  /** At 2 s a round. */
  mostRounds: 30,
  halfWidth: 0.02,
  threshold: 0.05,
} as const;

/** Numbers of rounds that are looked at once, and not before. */
export const fixedRounds = [3, 4, 5, 8] as const;

export interface Compared {
  /** After each of `fixedRounds`, without looking. */
  readonly fixed: readonly MedianRatio[];
  /** Where the stopping rule ended it, or the cap. */
  readonly stopped: MedianRatio;
}

/**
 * One comparison as the runner makes it, on simulated rounds: after each it asks whether to go on. It
 * asks the stopping rule itself, so that each round's medians are taken once.
 */
export function compare(
  next: NextRound,
  factor: number,
  mostRounds: number = quick.mostRounds,
): Compared {
  const rule = { ...quick, minRounds: quick.firstRounds };
  const logs: number[] = [];
  const until = (rounds: number) => {
    while (logs.length < rounds) logs.push(logRatio(next(factor)));
    return logs.slice(0, rounds);
  };
  const fixed = fixedRounds.map((rounds) => ratioOfLogs(until(rounds)));
  let rounds: number = quick.firstRounds;
  while (rounds < mostRounds && !isNarrowOrClear(until(rounds), rule)) rounds++;
  return { fixed, stopped: ratioOfLogs(until(rounds)) };
}

export function logRatio({ arm, baseline }: Round): number {
  return Math.log((median(arm) ?? NaN) / (median(baseline) ?? NaN));
}

/** What the comparisons found after so many rounds. */
export function fixedAfter(
  found: readonly Compared[],
  rounds: (typeof fixedRounds)[number],
): MedianRatio[] {
  return found.flatMap(({ fixed }) => fixed[fixedRounds.indexOf(rounds)] ?? []);
}

/** Part of the comparisons whose interval holds the truth. */
export function coverage(found: readonly MedianRatio[], truth: number): number {
  return part(found, ({ low, high }) => low <= truth && truth <= high);
}

/** Part of the comparisons whose interval excludes 1. */
export function excludesOne(found: readonly MedianRatio[]): number {
  return part(found, ({ low, high }) => low > 1 || high < 1);
}

/** Part of the comparisons that the claim rule calls slower or faster. */
export function claims(found: readonly MedianRatio[]): number {
  return part(found, (ratio) => verdictOf(ratio, quick.threshold) !== "no-difference");
}

function part(found: readonly MedianRatio[], is: (ratio: MedianRatio) => boolean): number {
  return found.filter(is).length / found.length;
}

const comparisonsATick = 100;

interface Work {
  /** The true ratio. */
  readonly factor: number;
  readonly count: number;
  readonly seed: number;
  readonly mostRounds?: number;
}

/** `count` comparisons on one kind of noise; the same seed gives the same ones. */
export async function comparisons(
  noise: Noise,
  { factor, count, seed, mostRounds }: Work,
  tick: (done: number) => Promise<void>,
): Promise<Compared[]> {
  const random = seededRandom(seed);
  const compared: Compared[] = [];
  while (compared.length < count) {
    compared.push(compare(noise.start(random), factor, mostRounds));
    if (compared.length % comparisonsATick === 0) await tick(compared.length);
  }
  return compared;
}

/** One tick for work of several equal parts. */
export function partOf(tick: Tick, part: number, parts: number, count: number) {
  return (done: number) => tick(part * count + done, parts * count);
}

const backends: readonly BackendId[] = ["ort-node/cpu", "tfjs-node/cpu", "ort-web/wasm", "null"];
/** Comparisons of a simulated run, each on a backend of its own. */
export const comparisonsARun = backends.length;
/** Blocks of a round of all comparisons. */
export const blocksARound = 2 * comparisonsARun;
/** Few, and all alike: only their median counts. */
const samples = 6;

const suite = suiteSchema.parse({
  schemaVersion: 1,
  name: "budgeted",
  description: "",
  models: ["dense", "vmoe"],
  backends,
  strategies: ["split"],
  batches: [1],
  dataset: { name: "simulated", split: "test" },
  profile: "quick",
  footprintImages: 0,
  claimThreshold: quick.threshold,
  ratioHalfWidth: quick.halfWidth,
  budgetSeconds: 60,
});

const { manifest, blocks } = planRun({
  suite,
  profile: { ...profiles.quick, minSamples: samples * quick.firstRounds },
  device: { id: "simulated", name: "Simulated", notes: "", threads: 1, browser: null },
  seed: 1,
  models: [
    { id: "dense", hasExperts: false },
    { id: "vmoe", hasExperts: true, baseline: "dense" },
  ],
  singleThreaded: new Set(),
  splitSizes: [128],
  datasetDirs: [null],
  startedAt: new Date(0),
  command: "",
  browser: null,
});
const latencyBlocks = blocks.filter(({ task }) => task.kind === "latency");

/**
 * A run with a time of its own, as the runner makes it, on simulated rounds: it asks the planner's own
 * rule which comparisons get the next round, until all are narrow or so many blocks have run. Each
 * block takes as long as any other.
 * @param kinds of noise, one a comparison
 * @returns what each found; undefined where there was no time for two rounds
 */
export function compareWithin(
  kinds: readonly Noise[],
  { factor, budget, random }: { factor: number; budget: number; random: Random },
): (MedianRatio | undefined)[] {
  const comparisons = new Comparisons(manifest);
  const next = new Map(kinds.map((kind, i) => [backends[i], kind.start(random)]));
  const logs = new Map<string, Map<number, number>>();
  let left = budget;
  let round = -1;
  for (const [position, { id, arm }] of latencyBlocks.entries()) {
    if (left <= 0) break;
    round = Math.floor(position / blocksARound);
    const fits = (arms: ReadonlySet<string>) => arms.size <= left;
    if (comparisons.needs(id, arm, fits) !== "needed") continue;
    left--;
    const known = logs.get(arm.backend) ?? new Map<number, number>();
    logs.set(arm.backend, known);
    const draw = next.get(arm.backend);
    if (draw === undefined) throw new RangeError(`No noise for ${armKey(arm)}.`);
    const log = known.get(round) ?? logRatio(draw(factor));
    known.set(round, log);
    comparisons.measured(id, arm, block(arm, log));
  }
  return kinds.map((_, i) => {
    const own = [...(logs.get(backends[i] ?? "")?.values() ?? [])];
    return own.length < 2 ? undefined : ratioOfLogs(own);
  });
}

/** All of the round's ratio is in the arm: what the rule sees of a round is its ratio. */
function block({ model }: Arm, log: number) {
  const ms = model === "dense" ? 1 : Math.exp(log);
  return { samplesMs: Array.from({ length: samples }, () => ms), ms: samples * ms };
}
