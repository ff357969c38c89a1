import type { LatencyMeasurement } from "@vmoe-bench/contracts";

/** How long a block measured, in ms; records of earlier versions have the sum of their samples only. */
export function measuredMs({ elapsedMs, samplesMs }: LatencyMeasurement): number {
  return elapsedMs ?? samplesMs.reduce((sum, ms) => sum + ms, 0);
}
