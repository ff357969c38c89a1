import type { MemoryGauge } from "@vmoe-bench/measure";
import { z } from "zod";
import { endOf } from "../block/failure.ts";
import { runBlock } from "../block/run-block.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

// The page's policy forbids code from text, which zod would try.
z.config({ jitless: true });

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
      memory: profile.crossOriginIsolated ? gauge : undefined,
      emit: (event) => send({ type: "event", event }),
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

/** The page measures, since a worker can't. */
function measuredMemory(): Promise<number> {
  return new Promise((resolve) => {
    waiting = resolve;
    send({ type: "measure-memory" });
  });
}

/** The memory of WebAssembly never shrinks, so what is held at the end is the most. */
const gauge: MemoryGauge = { now: measuredMemory, peak: measuredMemory };

/** With options, so that it is a worker's `postMessage` to the type checker and to a page's types. */
function send(message: FromWorker): void {
  postMessage(message, { transfer: [] });
}
