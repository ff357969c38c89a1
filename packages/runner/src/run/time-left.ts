import {
  armKey,
  type BlockPlan,
  type BlockRecord,
  hasResult,
  KnownError,
  profiles,
} from "@vmoe-bench/contracts";
import { type RunPlan, startedBlocks } from "../plan/plan.ts";
import { Comparisons } from "./comparisons.ts";
import { samplesPart } from "../plan/tasks.ts";

/** Guessed for a block until its measuring begins, in ms: a process or a page, a load, a warm-up. */
const startMs = 1_500;
/** Guessed for a kind of block of which none has ended yet, in ms. */
const accuracyMs = 3_000;
const otherMs = 500;
/** So many of the latest blocks say how long the next one takes: machines get slower in the middle. */
const latest = 3;

/** Says how long the blocks that are left will take, from how long their like took. */
export class TimeLeft {
  readonly #took = new Map<string, readonly number[]>();

  ended(block: BlockPlan, ms: number): void {
    for (const key of keysOf(block))
      this.#took.set(key, [...(this.#took.get(key) ?? []), ms].slice(-latest));
  }

  /** In ms. */
  of(blocks: readonly BlockPlan[]): number {
    return blocks.reduce((sum, block) => sum + this.#expected(block), 0);
  }

  /** From the same arm, else from its backend, else from blocks of the same kind, else from what was asked. */
  #expected(block: BlockPlan): number {
    for (const key of keysOf(block)) {
      const times = this.#took.get(key);
      if (times !== undefined) return times.reduce((a, b) => a + b, 0) / times.length;
    }
    const { task } = block;
    if (task.kind === "latency") return startMs + task.minMs;
    return startMs + (task.kind === "accuracy" ? accuracyMs : otherMs);
  }
}

function keysOf({ task, arm }: BlockPlan): string[] {
  return [`${task.kind} ${armKey(arm)}`, `${task.kind} ${arm.backend}`, task.kind];
}

export interface DryRun {
  /** All that may run; `least` without the rounds that a narrow interval makes needless. */
  readonly blocks: number;
  readonly leastBlocks: number;
  readonly leastSeconds: number;
  readonly mostSeconds: number;
  /** The suite's time: what is announced, and the most that the run takes. Null for no end. */
  readonly budgetSeconds: number | null;
  /** In the order of their first blocks. */
  readonly arms: readonly {
    readonly task: string;
    readonly arm: string;
    readonly blocks: number;
    readonly leastBlocks: number;
    readonly leastSeconds: number;
    readonly mostSeconds: number;
  }[];
}

/**
 * What would run, and about how long it would take. What a file says that can't be run is left out; what
 * a backend does not support is only found by running.
 */
export function dryRunOf({
  plan,
  earlier,
}: {
  readonly plan: RunPlan;
  /** Records of blocks that are not run again. */
  readonly earlier: readonly BlockRecord[];
}): DryRun {
  const done = new Set(earlier.filter(hasResult).map(({ blockId }) => blockId));
  const comparisons = new Comparisons(plan.manifest);
  const left = startedBlocks(plan).filter(({ id }) => !done.has(id));
  const times = (blocks: typeof left) => {
    const fixed = blocks.filter(({ id }) => comparisons.isFixed(id));
    return {
      blocks: blocks.length,
      leastBlocks: fixed.length,
      leastSeconds: new TimeLeft().of(fixed) / 1_000,
      mostSeconds: new TimeLeft().of(blocks) / 1_000,
    };
  };
  const keyOf = ({ task, arm }: (typeof left)[number]) => `${nameOf(task)}\t${armKey(arm)}`;
  const groups = new Map<string, typeof left>();
  for (const block of left) groups.set(keyOf(block), [...(groups.get(keyOf(block)) ?? []), block]);
  const arms = [...groups].map(([key, blocks]) => {
    const [task = "", arm = ""] = key.split("\t");
    return { task, arm, ...times(blocks) };
  });
  const all = times(left);
  const { budgetSeconds } = plan.manifest.suite;
  const most = budgetSeconds ?? Infinity;
  const leastSeconds = Math.min(all.leastSeconds, most);
  const mostSeconds = Math.min(all.mostSeconds, most);
  return { ...all, leastSeconds, mostSeconds, budgetSeconds, arms };
}

/** "first-ever", "cold-session": a footprint by its regime. */
function nameOf(task: BlockPlan["task"]): string {
  return task.kind === "footprint" ? task.regime : task.kind;
}

/** A suite's time that its least work does not fit into. */
function budgetTooSmallError(message: string, remedy: string): KnownError {
  return new KnownError("budget-too-small", message, remedy);
}

/**
 * @throws `budget-too-small`, with what would fit
 */
export function requireBudget(plan: RunPlan): void {
  const { manifest } = plan;
  const { name, backends, budgetSeconds } = manifest.suite;
  if (budgetSeconds === null) return;
  const comparisons = new Comparisons(manifest);
  const fixed = startedBlocks(plan).filter(({ id }) => comparisons.isFixed(id));
  const msOf = (some: typeof fixed) => new TimeLeft().of(some);
  if (msOf(fixed) <= 1_000 * budgetSeconds) return;
  const { minDurationMs, blocks } = profiles[manifest.profile.name];
  // A longer time has longer blocks, up to the profile's own.
  const secondsOf = (some: typeof fixed) => {
    const latencies = some.filter(({ task }) => task.kind === "latency");
    const others = msOf(some) - timedMs(latencies);
    const longest = others + (latencies.length * minDurationMs) / blocks;
    const grown = Math.min(longest, others / (1 - samplesPart));
    return Math.ceil(Math.max(msOf(some), grown) / 1_000);
  };
  const least = secondsOf(fixed);
  const fitting = [...new Set(backends)].flatMap((backend) => {
    const seconds = secondsOf(fixed.filter(({ arm }) => arm.backend === backend));
    return seconds > 0 && seconds <= budgetSeconds ? [`--backend ${backend} (${seconds} s)`] : [];
  });
  const fewer = fitting.length > 0 ? fitting : severalIn(fixed);
  const others = fewer.length === 0 ? "" : `, or less to do: ${fewer.join(" or ")}`;
  throw budgetTooSmallError(
    `The least work of suite "${name}" takes about ${least} s (${fixed.length} blocks), and it has ${budgetSeconds} s.`,
    `Give it --time ${least}s${others}.`,
  );
}

/** "fewer models or strategies": what there is more than one of. */
function severalIn(blocks: readonly BlockPlan[]): string[] {
  const arms = blocks.flatMap(({ task, arm }) => (task.kind === "latency" ? [arm] : []));
  const axes = {
    models: "model",
    strategies: "strategy",
    precisions: "precision",
    batches: "batch",
  } as const;
  const several = Object.entries(axes).flatMap(([name, axis]) =>
    new Set(arms.map((arm) => arm[axis])).size > 1 ? [name] : [],
  );
  return several.length === 0 ? [] : [`fewer ${several.join(" or ")}`];
}

function timedMs(blocks: readonly BlockPlan[]): number {
  return blocks.reduce((sum, { task }) => sum + (task.kind === "latency" ? task.minMs : 0), 0);
}
