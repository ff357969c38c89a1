import type { MemoryGauge } from "@vmoe-bench/measure";
import { z } from "zod";
import type { FromWorker, ToWorker } from "./block-runner.ts";

// The page's policy forbids code from text, which zod would try when the first schema is made; so the
// rest is loaded after this.
z.config({ jitless: true });

let waiting: ((bytes: number) => void) | undefined;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === "memory") waiting?.(data.bytes);
  else void run(data);
});

async function run(asked: Extract<ToWorker, { type: "run" }>): Promise<void> {
  try {
    const { endOfWorker } = await import("./code.ts");
    await measure(asked, (error) => send({ type: "event", event: endOfWorker(error) }));
  } catch {
    send({ type: "not-loaded" });
  }
}

async function measure(
  { block, base, profile, measuresMemory }: Extract<ToWorker, { type: "run" }>,
  end: (error: unknown) => void,
): Promise<void> {
  try {
    const { runInPage } = await import("../block/run-block.ts");
    const measurement = await runInPage(block, {
      base,
      profile,
      // It takes up to 20 s, so only a block that is about memory asks for it.
      memory: measuresMemory && block.task.kind === "footprint" ? gauge : undefined,
      emit: (event) => send({ type: "event", event }),
      onDeviceLost: end,
    });
    send({ type: "event", event: { type: "completed", measurement } });
  } catch (error) {
    end(error);
  }
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
