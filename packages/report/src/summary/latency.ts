import type { LatencyMeasurement } from "@vmoe-bench/contracts";
import { measuredMs, median, medianRatio, quantiles, type MedianRatio } from "@vmoe-bench/measure";
import { type Cell, latenciesIn, latencyOf } from "./cell.ts";

/** How long a query takes, in ms: a batch, all images of an offline block, or a frame from when it was due. */
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
  /** Which one of the arm's measured time, from 1. */
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

const latencyOfCell = new WeakMap<Cell, Latency | null>();

/** Computed once a cell. */
export function latencySummary(cell: Cell): Latency | null {
  const known = latencyOfCell.get(cell);
  if (known !== undefined) return known;
  const latency = summariseLatency(cell);
  latencyOfCell.set(cell, latency);
  return latency;
}

function summariseLatency(cell: Cell): Latency | null {
  const blocks = latenciesIn(cell);
  if (blocks.length === 0) return null;
  // Several times as fast as flatMap, which asks for each sample.
  const none: number[] = [];
  const samples = none.concat(...blocks.map((block) => block.samplesMs));
  const [p50, p90, p99] = quantiles(samples, [0.5, 0.9, 0.99]);
  const frames = blocks.flatMap((block) => block.frames ?? []);
  return {
    medianMs: p50 ?? null,
    p90Ms: p90 ?? null,
    p99Ms: p99 ?? null,
    samples: samples.length,
    imagesPerSecond: throughput(cell, blocks),
    frames:
      frames.length === 0
        ? null
        : {
            due: frames.reduce((sum, { due }) => sum + due, 0),
            dropped: frames.reduce((sum, { dropped }) => sum + dropped.length, 0),
          },
    loadMs: median(blocks.map((block) => block.loadMs)) ?? null,
    firstMs: median(blocks.map((block) => block.firstMs)) ?? null,
  };
}

function throughput({ arm }: Cell, blocks: readonly LatencyMeasurement[]): number | null {
  const images = blocks.reduce((sum, { samplesMs, batches }) => {
    const each = arm.scenario.kind === "offline" ? batches.flat().length : arm.batch;
    return sum + samplesMs.length * each;
  }, 0);
  const ms = blocks.reduce((sum, block) => sum + measuredMs(block), 0);
  const known = blocks.every(({ elapsedMs }) => elapsedMs !== null);
  return known && ms > 0 ? (1_000 * images) / ms : null;
}
