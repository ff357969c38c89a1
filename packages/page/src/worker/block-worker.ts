import type { MemoryGauge } from "@vmoe-bench/measure";
import { endOf } from "../block/failure.ts";
import { runBlock } from "../block/run-block.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** Samples are shown at most this often, in ms, and at most this many. */
const showEveryMs = 200;
const shown = 60;

let waiting: ((bytes: number) => void) | undefined;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "memory") waiting?.(data.bytes);
  else void run(data);
});

async function run({ block, base, profile }: Extract<ToWorker, { type: "run" }>): Promise<void> {
  try {
    const measurement = await runBlock(block, {
      base,
      profile,
      memory: profile.crossOriginIsolated ? gauge() : undefined,
      emit: (event) => send({ type: "event", event }),
      onSamples: sender(),
      onDeviceLost: end,
    });
    send({ type: "event", event: { type: "completed", measurement } });
  } catch (error) {
    end(error);
  }
}

function end(error: unknown): void {
  const event = endOf(error);
  if (event.type !== "aborted") send({ type: "event", event });
}

function sender(): (samplesMs: readonly number[]) => void {
  let last = -Infinity;
  return (samplesMs) => {
    const now = performance.now();
    if (now - last < showEveryMs) return;
    last = now;
    send({ type: "samples", samplesMs: samplesMs.slice(-shown) });
  };
}

/** The page measures; its memory never shrinks while a runtime lives, so now is the most. */
function gauge(): MemoryGauge {
  const now = () =>
    new Promise<number>((resolve) => {
      waiting = resolve;
      send({ type: "measure-memory" });
    });
  return { now, peak: now };
}

/** With options, so that it is a worker's `postMessage` to the type checker and to a page's types. */
function send(message: FromWorker): void {
  postMessage(message, { transfer: [] });
}
