import { setTimeout as sleep } from "node:timers/promises";
import type { BlockEnd, BlockPlan, Cooling, Probes, Suspension } from "@vmoe-bench/contracts";
import { bestOf, isThrottled, type ProbeBaseline } from "@vmoe-bench/measure";

/** Rule 9. */
const mostRepeats = 3;

/** Cool-downs in a row that were of no use: the next ones would not be, either. */
const mostIdle = 2;

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
  /** Blocks in a row, by backend, that three cool-downs did not help. */
  readonly #idle = new Map<string, number>();

  /** The baseline for a block's backend, after its probes are seen, too. */
  seen(backend: string, probes: Probes): ProbeBaseline {
    const best = bestOf(this.#best.get(backend), probes);
    this.#best.set(backend, best);
    return best;
  }

  /** Whether a pause may help a block of this backend. */
  helps(backend: string): boolean {
    return (this.#idle.get(backend) ?? 0) < mostIdle;
  }

  /** How a block of this backend ended. */
  judged(backend: string, { throttled, repeats }: Cooling): void {
    if (!throttled) this.#idle.delete(backend);
    else if (repeats === mostRepeats) this.#idle.set(backend, (this.#idle.get(backend) ?? 0) + 1);
  }
}

export interface CoolDown {
  readonly baselines: ProbeBaselines;
  /** 0 to keep what was measured, whatever the probes say. */
  readonly ms: number;
  readonly wait: Wait;
  readonly signal: AbortSignal;
  /** Whether there is time to run the block once more, after a pause of so long. */
  readonly mayRepeat?: (ms: number) => boolean;
  readonly onCoolDown: (repeat: number, ms: number) => void;
  /** The block stood still for so long, and runs again. */
  readonly onSuspended: (repeat: number, ms: number) => void;
}

interface Judged {
  readonly cooling: Cooling | null;
  /** Undefined where nobody watched. */
  readonly suspension: Suspension | undefined;
}

/**
 * Runs a block, and again where it stood still or, after a cool-down, where its probes say that the
 * machine was throttled; at most three times (rule 9), and as long as there is time for it. Cool-downs
 * end where two blocks in a row stayed throttled, until one is not. The last result counts, and says
 * how often it ran.
 */
export async function runUntilCool<R extends { readonly end: BlockEnd }>(
  block: BlockPlan,
  run: () => Promise<R>,
  cooling: CoolDown,
): Promise<R & Judged> {
  const result = await repeated(block, run, cooling);
  if (result.cooling !== null) cooling.baselines.judged(block.arm.backend, result.cooling);
  return result;
}

async function repeated<R extends { readonly end: BlockEnd }>(
  block: BlockPlan,
  run: () => Promise<R>,
  { baselines, ms, wait, signal, mayRepeat = () => true, onCoolDown, onSuspended }: CoolDown,
): Promise<R & Judged> {
  let [cooled, stood] = [0, 0];
  let last: (R & Judged) | undefined;
  for (;;) {
    const result = await run();
    // What ran before counts where the time was over within a repeat.
    if (last !== undefined && result.end.type === "aborted") return last;
    const probes = probesOf(result.end);
    const suspendedMs = result.end.type === "completed" ? result.end.suspendedMs : undefined;
    const cooling = probes === null ? null : coolingOf(block, probes, cooled, baselines);
    const suspension = suspendedMs === undefined ? undefined : { repeats: stood, ms: suspendedMs };
    const judged = { ...result, cooling, suspension };
    last = judged;
    if (cooled + stood === mostRepeats || signal.aborted) return judged;
    if (suspendedMs !== undefined && suspendedMs > 0 && mayRepeat(0))
      onSuspended(++stood, suspendedMs);
    else if (
      cooling?.throttled === true &&
      ms > 0 &&
      baselines.helps(block.arm.backend) &&
      mayRepeat(ms)
    ) {
      onCoolDown(++cooled, ms);
      await wait(ms, signal);
      if (signal.aborted) return judged;
    } else return judged;
  }
}

function coolingOf(
  { arm }: BlockPlan,
  probes: Probes,
  repeats: number,
  baselines: ProbeBaselines,
): Cooling {
  const baseline = baselines.seen(arm.backend, probes);
  return { repeats, baseline, throttled: isThrottled(baseline, probes) };
}

function probesOf(end: BlockEnd): Probes | null {
  if (end.type !== "completed" || end.measurement.kind !== "latency") return null;
  return end.measurement.probes;
}
