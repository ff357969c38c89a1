import { medianRatio, type MedianRatio } from "@vmoe-bench/measure";
import { latencyOf, type Cell } from "./cell.ts";

/** Over the rounds that both arms completed. */
export function latencyRatio(cell: Cell, other: Cell): MedianRatio | undefined {
  return medianRatio(sharedRounds(cell, other));
}

/**
 * The same ratio as it was known after the first rounds, one after the other: how its interval gets
 * narrower while a run goes on.
 * @param most of them, evenly; the last is that of all rounds
 */
export function ratioByRound(cell: Cell, other: Cell, most: number): MedianRatio[] {
  const rounds = sharedRounds(cell, other);
  const step = Math.max(1, Math.ceil((rounds.length - 1) / most));
  const ends = rounds
    .map((_, i) => i + 1)
    .filter((end) => end >= 2 && (rounds.length - end) % step === 0);
  return ends.flatMap((end) => medianRatio(rounds.slice(0, end)) ?? []);
}

function sharedRounds(cell: Cell, other: Cell) {
  const baselines = new Map(other.latency.map((outcome) => [outcome.round, latencyOf(outcome)]));
  return cell.latency.flatMap((outcome) => {
    const arm = latencyOf(outcome);
    const baseline = baselines.get(outcome.round);
    return arm && baseline ? [{ arm: arm.samplesMs, baseline: baseline.samplesMs }] : [];
  });
}
