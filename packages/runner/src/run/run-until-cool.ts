import { setTimeout as sleep } from "node:timers/promises";
import type { BlockEnd, BlockPlan, Cooling, Probes } from "@vmoe-bench/contracts";
import { bestOf, isThrottled, type ProbeBaseline } from "@vmoe-bench/measure";

/** Rule 9. */
const mostRepeats = 3;

/** Waits, or ends early when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const waitByTimer: Wait = (ms, signal) =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/**
 * The best probes of each backend in a run. Of each: a browser's JavaScript does the same fixed work
 * in another time than Node's.
 */
export class ProbeBaselines {
  readonly #best = new Map<string, ProbeBaseline>();

  /** The baseline for a block's backend, after its probes are seen, too. */
  seen(backend: string, probes: Probes): ProbeBaseline {
    const best = bestOf(this.#best.get(backend), probes);
    this.#best.set(backend, best);
    return best;
  }
}

export interface CoolDown {
  readonly baselines: ProbeBaselines;
  /** 0 to keep what was measured, whatever the probes say. */
  readonly ms: number;
  readonly wait: Wait;
  readonly signal: AbortSignal;
  readonly onCoolDown: (repeat: number, ms: number) => void;
}

/**
 * Runs a block, and again after a cool-down where its probes say that the machine was throttled, at
 * most three times (rule 9). The last result counts, and says how often it ran.
 */
export async function runUntilCool<R extends { readonly end: BlockEnd }>(
  block: BlockPlan,
  run: () => Promise<R>,
  { baselines, ms, wait, signal, onCoolDown }: CoolDown,
): Promise<R & { readonly cooling: Cooling | null }> {
  for (let repeats = 0; ; repeats++) {
    const result = await run();
    const probes = probesOf(result.end);
    if (probes === null) return { ...result, cooling: null };
    const baseline = baselines.seen(block.arm.backend, probes);
    const throttled = isThrottled(baseline, probes);
    if (!throttled || ms === 0 || repeats === mostRepeats || signal.aborted)
      return { ...result, cooling: { repeats, baseline, throttled } };
    onCoolDown(repeats + 1, ms);
    await wait(ms, signal);
    if (signal.aborted) return { ...result, cooling: { repeats, baseline, throttled } };
  }
}

function probesOf(end: BlockEnd): Probes | null {
  if (end.type !== "completed" || end.measurement.kind !== "latency") return null;
  return end.measurement.probes;
}
