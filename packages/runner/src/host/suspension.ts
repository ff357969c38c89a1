import { readFileSync } from "node:fs";
import { beatEveryMs, Heartbeat } from "@vmoe-bench/measure";

export interface SuspensionWatch {
  /** Ends it. @returns how long the block stood still, in ms */
  readonly end: () => number;
}

/**
 * Watches for a block that stands still: its process was stopped, or all of this machine slept.
 * @param pid of the block's process; undefined where it has none of its own
 * @param onWake called when this process went on after it had stood still itself
 */
export function watchSuspension(
  pid: number | undefined,
  onWake: () => void = () => undefined,
): SuspensionWatch {
  const heart = new Heartbeat();
  const beat = () => {
    if (heart.beat(pid !== undefined && isStopped(pid))) onWake();
  };
  const timer = setInterval(beat, beatEveryMs);
  return {
    end: () => {
      clearInterval(timer);
      heart.beat();
      return heart.suspendedMs;
    },
  };
}

/** Linux says so behind the name, which may have brackets: "T", and "t" under a debugger. */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return /^ [Tt] /.test(stat.slice(stat.lastIndexOf(")") + 1));
  } catch {
    return false;
  }
}
