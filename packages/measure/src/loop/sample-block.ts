import type { LatencyMeasurement, Scenario } from "@vmoe-bench/contracts";
import type { Clock } from "../clock.ts";
import { isFlat } from "../stats/variation.ts";
import { cameraFrames, type WaitUntil, waitUntilOn } from "./camera-frames.ts";
import { abortedError, timeRuns, turnOfEventLoop } from "./time-runs.ts";

export interface SampleOptions {
  /**
   * Runs batch `batch`, whose input is ready; resolves when its output is on the CPU.
   * That and nothing else is timed.
   */
  readonly run: (batch: number) => Promise<unknown>;
  /** Batches that the runs go round: run i is of batch i mod `batches`. */
  readonly batches: number;
  /** How queries arrive; the warm-up is a stream whatever it says. */
  readonly scenario: Scenario;
  readonly warmUp: { readonly minRuns: number; readonly maxRuns: number; readonly maxMs: number };
  readonly minSamples: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly clock: Clock;
  /** For the camera; by timers unless told. */
  readonly waitUntil?: WaitUntil;
  readonly signal?: AbortSignal;
  /** Called between timed windows, with the ms measured so far and the samples of it. */
  readonly onProgress?: (ms: number, samplesMs: readonly number[]) => void;
  /**
   * Called after each batch of the warm-up and of a pass over all images: a slow model takes minutes
   * for them. A pass is timed, so it must cost next to nothing.
   */
  readonly onBatch?: () => void;
}

export interface Samples {
  readonly warmUp: { readonly samplesMs: number[]; readonly steady: boolean };
  /** One a query. */
  readonly samplesMs: number[];
  /** From the first query's start to the last one's end, with what the loop itself took. */
  readonly elapsedMs: number;
  readonly frames: LatencyMeasurement["frames"];
}

/**
 * Runs are timed in slices of about this long; between two the event loop gets its turn, or a fast
 * model would keep out messages, signals and progress.
 */
const sliceMs = 100;
/** More samples than this in one block tell nothing more and make records of many megabytes. */
const maxSamples = 100_000;
/** Passes over all images that a block of the offline scenario has at least. */
const minPasses = 3;

/**
 * Warm-up until the tail is flat, then samples until both `minSamples` and `minMs` are met and the
 * last round of the batches is whole, so that each image ran the same number of times; `maxMs` or
 * 100,000 samples end it anyway (rules 3, 4 and 13 of docs/measurement.md).
 * @throws `aborted` when `signal` aborts
 */
export async function sampleBlock(options: SampleOptions): Promise<Samples> {
  const { warmUp, clock } = options;
  const warm = await loop(heard(options), {
    until: ({ samples, ms }) =>
      samples.length >= warmUp.maxRuns ||
      ms >= warmUp.maxMs ||
      (samples.length >= warmUp.minRuns && isFlat(samples)),
    most: () => warmUp.maxRuns,
    firstSlice: warmUp.minRuns,
    clock,
  });
  const steady = warm.length >= warmUp.minRuns && isFlat(warm);
  const start = clock.now();
  const samples = await measured(options);
  const elapsedMs = clock.now() - start;
  return { warmUp: { samplesMs: warm, steady }, elapsedMs, ...samples };
}

/** The same, saying after each batch that it is alive. */
function heard(options: SampleOptions): SampleOptions {
  const { onBatch } = options;
  if (onBatch === undefined) return options;
  const run = async (batch: number) => {
    await options.run(batch);
    onBatch();
  };
  return { ...options, run };
}

async function measured(options: SampleOptions): Promise<Pick<Samples, "samplesMs" | "frames">> {
  const { scenario, batches, minSamples, clock } = options;
  switch (scenario.kind) {
    case "single-stream":
    case "multi-stream":
      return { samplesMs: await stream(options), frames: null };
    case "offline": {
      const { run } = heard(options);
      const pass = async () => {
        for (let batch = 0; batch < batches; batch++) await run(batch);
      };
      const passes = Math.max(minPasses, Math.ceil(minSamples / batches));
      const asOne = { ...options, run: pass, batches: 1, minSamples: passes };
      return { samplesMs: await stream(asOne), frames: null };
    }
    case "camera": {
      const { waitUntil = waitUntilOn(clock) } = options;
      const camera = { ...options, ...scenario, images: batches, minFrames: minSamples, waitUntil };
      const { samplesMs, due, dropped } = await cameraFrames(camera);
      return { samplesMs, frames: { due, dropped } };
    }
  }
}

/** Queries one after another, the next one when the last is answered. */
function stream(options: SampleOptions): Promise<number[]> {
  const { batches, clock } = options;
  const wanted = Math.min(options.minSamples, maxSamples);
  return loop(options, {
    until: ({ samples, ms }) => {
      options.onProgress?.(Math.min(ms, options.minMs), samples);
      if (ms >= options.maxMs || samples.length >= maxSamples) return true;
      const enough = samples.length >= wanted && ms >= options.minMs;
      return enough && samples.length % batches === 0;
    },
    // Once the time is over, a slice goes no further than the end of the round.
    most: ({ samples, ms }) =>
      ms < options.minMs
        ? maxSamples
        : Math.ceil(Math.max(wanted, samples.length) / batches) * batches,
    firstSlice: 1,
    clock,
  });
}

interface SoFar {
  readonly samples: readonly number[];
  /** Wall-clock time since the loop began. */
  readonly ms: number;
}

interface LoopRule {
  readonly until: (soFar: SoFar) => boolean;
  /** Samples in all that the next slice may bring it to. */
  readonly most: (soFar: SoFar) => number;
  readonly firstSlice: number;
  readonly clock: Clock;
}

async function loop(options: SampleOptions, rule: LoopRule): Promise<number[]> {
  const { run, batches, signal } = options;
  const samples: number[] = [];
  let batch = 0;
  const next = () => {
    const current = batch;
    batch = current + 1 === batches ? 0 : current + 1;
    return run(current);
  };
  const start = rule.clock.now();
  let slice = rule.firstSlice;
  for (;;) {
    const before: SoFar = { samples, ms: rule.clock.now() - start };
    const count = Math.max(1, Math.min(slice, rule.most(before) - samples.length));
    for (const ms of await timeRuns(next, count, rule.clock, signal)) samples.push(ms);
    await turnOfEventLoop();
    if (signal?.aborted === true) throw abortedError();
    const after: SoFar = { samples, ms: rule.clock.now() - start };
    if (rule.until(after)) return samples;
    slice = nextSlice(count, after.ms - before.ms);
  }
}

/** As many runs as fill a slice at the pace of the last one, growing at most tenfold. */
function nextSlice(count: number, tookMs: number): number {
  const fitting = tookMs > 0 ? Math.ceil((count * sliceMs) / tookMs) : Infinity;
  return Math.min(fitting, count * 10);
}
