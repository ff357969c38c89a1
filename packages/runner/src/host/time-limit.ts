import type { Block } from "@vmoe-bench/contracts";

/** Start of the process, load of the model and its first prediction. */
const startMs = 120_000;
const otherMs = 600_000;

/**
 * How long a block may say nothing, neither progress nor its end. Generous: it is there for blocks
 * that hang, not for slow ones.
 */
export function defaultTimeLimitMs({ task }: Block): number {
  if (task.kind !== "latency") return startMs + otherMs;
  return startMs + 2 * (task.warmUp.maxMs + task.maxMs);
}
