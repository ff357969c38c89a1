import { KnownError, profiles, type BlockPlan } from "@vmoe-bench/contracts";
import { Comparisons } from "../run/comparisons.ts";
import { TimeLeft } from "../run/time-left.ts";
import { startedBlocks, type RunPlan } from "./plan.ts";
import { samplesPart } from "./shorter-blocks.ts";

/** A suite's time that its least work does not fit into. */
function budgetTooSmallError(message: string, remedy: string, options?: ErrorOptions): KnownError {
  return new KnownError("budget-too-small", message, remedy, options);
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
  const others = fitting.length === 0 ? "fewer models or strategies" : fitting.join(" or ");
  throw budgetTooSmallError(
    `The least work of suite "${name}" takes about ${least} s (${fixed.length} blocks), and it has ${budgetSeconds} s.`,
    `Give it --time ${least}s, or less to do: ${others}.`,
  );
}

function timedMs(blocks: readonly BlockPlan[]): number {
  return blocks.reduce((sum, { task }) => sum + (task.kind === "latency" ? task.minMs : 0), 0);
}
