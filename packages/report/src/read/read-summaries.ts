import type { Summary } from "../summary/row.ts";
import { type Fingerprint, fingerprintOf, type SummaryCache } from "./summary-cache.ts";
import { readRunSummary, type ReadSummary, type SummaryWorkers } from "./summary-workers.ts";

export interface ReadSummariesOptions {
  /** Undefined to read every record. */
  readonly cache: SummaryCache | undefined;
  /** Called where many runs are to be read; undefined to read them in this thread. */
  readonly startWorkers: (() => SummaryWorkers) | undefined;
  /** Called when a run was read from its records, with how many of how many were. */
  readonly onRun?: (done: number, total: number) => void;
  /** Called for each file that is no record. */
  readonly onProblem: (problem: string) => void;
}

/** Fewer runs are read before a thread is there. */
const worthWorkers = 4;

/**
 * The summaries of runs, in order. A run whose files have not changed comes from the cache, exactly as
 * it was computed from its records; raw samples are read only for others.
 */
export async function readSummaries(
  dirs: readonly string[],
  { cache, startWorkers, onRun, onProblem }: ReadSummariesOptions,
): Promise<Summary[]> {
  const summaries = new Map<string, ReadSummary>();
  const unknown = new Map<string, Fingerprint | undefined>();
  for (const dir of dirs) {
    const fingerprint = cache && (await fingerprintOf(dir));
    const known = fingerprint && (await cache?.get(dir, fingerprint.hash));
    if (known === undefined) unknown.set(dir, fingerprint);
    else summaries.set(dir, known);
  }
  const workers = unknown.size >= worthWorkers ? startWorkers?.() : undefined;
  try {
    const left = [...unknown];
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [dir, fingerprint] = next;
        const read = await (workers?.read(dir) ?? readRunSummary(dir));
        summaries.set(dir, read);
        onRun?.(unknown.size - left.length, unknown.size);
        // A file that was written while it was read could change again without looking changed.
        if (fingerprint?.settled === true) await cache?.set(dir, fingerprint.hash, read);
      }
    };
    await Promise.all(Array.from({ length: workers?.size ?? 1 }, lane));
  } finally {
    await workers?.close();
  }
  const inOrder = dirs.flatMap((dir) => summaries.get(dir) ?? []);
  for (const { problems } of inOrder) for (const problem of problems) onProblem(problem);
  return inOrder.map(({ summary }) => summary);
}
