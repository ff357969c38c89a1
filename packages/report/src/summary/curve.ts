import type { LatencyMeasurement } from "@vmoe-bench/contracts";
import { measuredMs, median } from "@vmoe-bench/measure";

export interface Minute {
  /** Of the arm's measured time, from 1. */
  readonly minute: number;
  readonly medianMs: number;
  readonly samples: number;
}

const minuteMs = 60_000;

/**
 * The median of each minute that an arm was measured, block after block: what a device keeps up when
 * it is hot. A sample belongs to the minute that it began in; the time between two samples, which no
 * record has, is spread over them.
 */
export function curveOf(blocks: readonly LatencyMeasurement[]): Minute[] {
  const minutes = new Map<number, number[]>();
  let startMs = 0;
  for (const block of blocks) {
    const all = measuredMs(block);
    const inSamples = block.samplesMs.reduce((sum, ms) => sum + ms, 0);
    const stretch = inSamples > 0 ? all / inSamples : 1;
    let offset = startMs;
    for (const ms of block.samplesMs) {
      const minute = Math.floor(offset / minuteMs) + 1;
      const known = minutes.get(minute);
      if (known === undefined) minutes.set(minute, [ms]);
      else known.push(ms);
      offset += ms * stretch;
    }
    startMs += all;
  }
  return [...minutes].map(([minute, samples]) => ({
    minute,
    medianMs: median(samples) ?? NaN,
    samples: samples.length,
  }));
}
