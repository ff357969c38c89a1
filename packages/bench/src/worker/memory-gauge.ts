import { readFileSync } from "node:fs";
import type { MemoryGauge } from "@vmoe-bench/measure";

const kibibyte = 1024;

/** Resident memory of this process. */
export const processMemory: MemoryGauge = {
  now: () => process.memoryUsage.rss(),
  peak: () => linuxPeak() ?? kibibyte * process.resourceUsage().maxRSS,
};

/**
 * Linux counts what the parent held into a child's `maxRSS` (getrusage(2): it is kept over exec), so
 * the high-water mark of the process's own memory is read instead.
 */
function linuxPeak(): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kilobytes === undefined ? undefined : kibibyte * Number(kilobytes);
  } catch {
    return undefined;
  }
}
