import { parentPort } from "node:worker_threads";
import { z } from "zod";
import { readRunSummary } from "./summary-workers.ts";

const requestSchema = z.strictObject({ id: z.int(), dir: z.string() });

/** Answers with the summary, or with null where it can't be made: the asker then finds out why. */
parentPort?.on("message", (message: unknown) => {
  const { id, dir } = requestSchema.parse(message);
  void readRunSummary(dir)
    .catch(() => null)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    .then((found) => parentPort?.postMessage({ id, found }));
});
