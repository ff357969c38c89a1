import type { LatencyMeasurement } from "@vmoe-bench/contracts";
import { measuredMs, median, medianRatio, type MedianRatio } from "@vmoe-bench/measure";
import { type Cell, latencyOf } from "./cell.ts";

/** Of a query, in ms: a batch, all images of an offline block, or a frame from when it was due. */
export interface Latency {
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
  readonly samples: number;
  /** Answered while it was measured; null in records of earlier versions. */
  readonly imagesPerSecond: number | null;
  /** Frames of a camera; null without one. */
  readonly frames: { readonly due: number; readonly dropped: number } | null;
  /** Load of the model and first prediction, median over the blocks: the cold session. */
  readonly loadMs: number | null;
  readonly firstMs: number | null;
}

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
