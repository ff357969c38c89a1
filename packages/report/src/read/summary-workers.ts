import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { readRun } from "@vmoe-bench/runner";
import { summarise } from "../summary/summarise.ts";
import type { Summary } from "../summary/row.ts";

/** Reads runs on all cores. */
export interface SummaryWorkers {
  /** Runs that are read at once. */
  readonly size: number;
  read(dir: string): Promise<ReadSummary>;
  close(): Promise<void>;
}

const mostWorkers = 8;

/** What our own thread sent: its form is known, and only which answer it is has to be found out. */
const answerSchema = z.strictObject({
  id: z.int(),
  found: z.custom<ReadSummary | null>((value) => typeof value === "object"),
});

/** @param size of the threads; as many as there are cores unless told */
export function startSummaryWorkers(
  size = Math.min(mostWorkers, availableParallelism()),
): SummaryWorkers {
  const waiting = new Map<number, (found: ReadSummary | null) => void>();
  const workers = Array.from({ length: size }, () => {
    const worker = new Worker(new URL("summary-worker.js", import.meta.url));
    worker.on("message", (message: unknown) => {
      const { id, found } = answerSchema.parse(message);
      waiting.get(id)?.(found);
      waiting.delete(id);
    });
    // Out of memory, say: this thread reads what is left by itself.
    worker.on("error", () => {
      for (const end of waiting.values()) end(null);
      waiting.clear();
    });
    return worker;
  });
  let last = 0;
  return {
    size,
    async read(dir) {
      const id = ++last;
      const summary = await new Promise<ReadSummary | null>((resolve) => {
        waiting.set(id, resolve);
        workers[id % size]?.postMessage({ id, dir });
      });
      return summary ?? readRunSummary(dir);
    },
    async close() {
      await Promise.all(workers.map(async (worker) => worker.terminate()));
    },
  };
}

/** A run's summary, and what is in its folder that is no record. */
export interface ReadSummary {
  readonly summary: Summary;
  readonly problems: readonly string[];
}

/** From the records themselves. */
export async function readRunSummary(dir: string): Promise<ReadSummary> {
  const run = await readRun(dir);
  return { summary: summarise(run), problems: run.problems.map(({ problem }) => problem) };
}
