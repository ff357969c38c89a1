import { armKey, profiles, suiteSchema, type Arm, type BackendId } from "@vmoe-bench/contracts";
import { ratioOfLogs, type MedianRatio, type Random } from "@vmoe-bench/measure";
import { Comparisons, planRun } from "@vmoe-bench/runner";
import type { Noise } from "../noise/noise.ts";
import { logRatio, quick } from "./compare.ts";

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
    const found = [...(logs.get(backends[i] ?? "")?.values() ?? [])];
    return found.length < 2 ? undefined : ratioOfLogs(found);
  });
}

/** All of the round's ratio is in the arm: what the rule sees of a round is its ratio. */
function block({ model }: Arm, log: number) {
  const ms = model === "dense" ? 1 : Math.exp(log);
  return { samplesMs: Array.from({ length: samples }, () => ms), ms: samples * ms };
}
