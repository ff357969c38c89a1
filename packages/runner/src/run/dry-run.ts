import { armKey, hasResult, type BlockPlan, type BlockRecord } from "@vmoe-bench/contracts";
import { startedBlocks, type RunPlan } from "../plan/plan.ts";
import { Comparisons } from "./comparisons.ts";
import { TimeLeft } from "./time-left.ts";

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
