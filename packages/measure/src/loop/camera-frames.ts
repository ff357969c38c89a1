import type { Clock } from "../clock.ts";
import { abortedError, clockError, turnOfEventLoop } from "./time-runs.ts";

export interface CameraOptions {
  /** Runs the image of frame f, which is image f mod `images`. */
  readonly run: (image: number) => Promise<unknown>;
  readonly images: number;
  readonly framesPerSecond: number;
  /** Frames that wait at most while the model is busy. */
  readonly queue: number;
  /** Frames that are due at least, and how long they come; then to the end of a round of images. */
  readonly minFrames: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly clock: Clock;
  readonly waitUntil: WaitUntil;
  readonly signal?: AbortSignal;
  readonly onProgress?: (ms: number, samplesMs: readonly number[]) => void;
}

interface CameraFrames {
  /** One a frame that was not dropped: from the moment that it was due to its output, in ms. */
  readonly samplesMs: number[];
  readonly due: number;
  /** Numbers of the frames that were dropped, ascending. */
  readonly dropped: number[];
}

/** Between two turns of the event loop, in ms, where the model never has to wait for a frame. */
const turnEveryMs = 100;

/**
 * Frames at a fixed rate, as a camera gives them: frame f is due at f/rate whatever the model does. A
 * frame that comes while the model is busy waits; of more than `queue` waiting ones the oldest is
 * dropped. A latency that began when a late frame was taken up would hide the wait before it
 * ("coordinated omission"); so it begins when the frame was due.
 * @throws `aborted`; `clock`
 */
export async function cameraFrames(options: CameraOptions): Promise<CameraFrames> {
  const { run, images, clock, queue, signal } = options;
  const periodMs = 1_000 / options.framesPerSecond;
  const atLeast = Math.max(options.minFrames, Math.ceil(options.minMs / periodMs));
  const atMost = Math.max(1, Math.floor(options.maxMs / periodMs));
  const due = Math.min(atMost, Math.ceil(atLeast / images) * images);
  const samplesMs: number[] = [];
  const dropped: number[] = [];
  const waiting: number[] = [];
  let next = 0;
  const start = clock.now();
  const dueAt = (frame: number) => start + frame * periodMs;
  let lastTurn = start;
  const admit = () => {
    const now = clock.now();
    while (next < due && dueAt(next) < now) waiting.push(next++);
    while (waiting.length > queue) dropped.push(waiting.shift() ?? 0);
  };
  for (;;) {
    if (signal?.aborted === true) throw abortedError();
    admit();
    const ready = waiting.shift();
    if (ready === undefined && next === due) return { samplesMs, due, dropped };
    const frame = ready ?? next++;
    if (ready === undefined) {
      await options.waitUntil(dueAt(frame));
      lastTurn = clock.now();
    } else if (clock.now() - lastTurn >= turnEveryMs) {
      await turnOfEventLoop();
      lastTurn = clock.now();
    }
    await run(frame % images);
    const ms = clock.now() - dueAt(frame);
    if (!(ms >= 0)) throw clockError(clock.name, ms);
    samplesMs.push(ms);
    options.onProgress?.(clock.now() - start, samplesMs);
  }
}

/** Resolves when the clock has reached `ms`, or at once where it has already. */
export type WaitUntil = (ms: number) => Promise<void>;

/** Timers may come late by this much; the rest of the time is spent looking at the clock. */
const timerSlackMs = 3;

export function waitUntilOn(clock: Clock): WaitUntil {
  return async (ms) => {
    const left = ms - clock.now() - timerSlackMs;
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    while (clock.now() < ms);
  };
}
