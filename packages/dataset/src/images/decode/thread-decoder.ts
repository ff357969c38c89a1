import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Decoded, Decoder } from "./decoder.ts";
import { answerSchema, type Answer, type Request } from "./worker-protocol.ts";

const mostThreads = 16;
/** For each thread: one that is decoded and one whose bytes are read. */
const underWay = 2;

interface Waiting {
  readonly done: (decoded: Decoded) => void;
  readonly failed: (error: Error) => void;
}

/** @param threads as many as there are cores unless told */
export function startThreadDecoder(
  threads = Math.min(mostThreads, availableParallelism()),
): Decoder {
  const waiting = new Map<number, Waiting>();
  const failAll = (error: Error): void => {
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL("decode-worker.js", import.meta.url));
    worker.on("message", (message: unknown) => {
      const answer = answerSchema.parse(message);
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (asked !== undefined) settle(answer, asked);
    });
    worker.on("error", (error: unknown) => {
      failAll(error instanceof Error ? error : new Error(String(error)));
    });
    return worker;
  });
  let last = 0;
  return {
    parallel: threads * underWay,
    decode: (source, recipe) =>
      new Promise((done, failed) => {
        const id = last++;
        waiting.set(id, { done, failed });
        const request: Request = { id, source, recipe };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        workers[id % threads]?.postMessage(request);
      }),
    async close() {
      await Promise.all(workers.map(async (worker) => worker.terminate()));
      failAll(new Error("The decoder was closed."));
    },
  };
}

function settle(answer: Answer, { done, failed }: Waiting): void {
  if (answer.kind === "failure") failed(new Error(answer.failure));
  else done(answer.kind === "pixels" ? { pixels: answer.pixels } : { problem: answer.problem });
}
