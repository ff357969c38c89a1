import { KnownError } from "@vmoe-bench/contracts";
import { cacheFolder } from "@vmoe-bench/files";
import type { Summary } from "@vmoe-bench/report";
import { StatusLine } from "../terminal/status-line.ts";
import {
  summaryCodeHash,
  readSummaries,
  startSummaryWorkers,
  openSummaryCache,
  type SummaryCache,
} from "@vmoe-bench/report/read";
import { leftOut } from "../output/left-out.ts";

/** The summaries of runs, in order, with progress and what was left out on stderr. */
export async function cachedSummaries(
  dirs: readonly string[],
  { cache }: { readonly cache: boolean },
): Promise<Summary[]> {
  const status = new StatusLine();
  const warn = (text: string) => {
    status.line(text);
  };
  try {
    return await readSummaries(dirs, {
      cache: cache ? await openCache(warn) : undefined,
      startWorkers: startSummaryWorkers,
      onRun: (done, total) => {
        status.update(`read ${done} of ${total} runs`);
      },
      onProblem: (problem) => {
        warn(leftOut(problem));
      },
    });
  } finally {
    status.clear();
  }
}

/** Everything works without it. */
async function openCache(warn: (text: string) => void): Promise<SummaryCache | undefined> {
  const without = "Every compare will read all records.";
  try {
    const folder = cacheFolder();
    return openSummaryCache(folder, await summaryCodeHash(), (reason) => {
      warn(`${folder} can't be written: ${reason}. ${without}`);
    });
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    warn(`${error.message} ${without}`);
    return undefined;
  }
}
