import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { imageRecipeSchema } from "@vmoe-bench/contracts";
import type { Decoded, Decoder } from "./decoder.ts";

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

const id = z.int().nonnegative();

export const requestSchema = z.strictObject({
  id,
  source: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("file"), path: z.string() }),
    z.strictObject({
      kind: z.literal("part"),
      path: z.string(),
      offset: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
    }),
  ]),
  recipe: imageRecipeSchema,
});
type Request = z.output<typeof requestSchema>;

const answerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    id,
    kind: z.literal("pixels"),
    pixels: z.instanceof(Uint8Array<ArrayBuffer>),
  }),
  z.strictObject({ id, kind: z.literal("problem"), problem: z.string() }),
  /** Our own bug, or a lack of memory. */
  z.strictObject({ id, kind: z.literal("failure"), failure: z.string() }),
]);
export type Answer = z.output<typeof answerSchema>;
