import { cacheFolder } from "@vmoe-bench/files";
import type { Summary } from "@vmoe-bench/report";
import { StatusLine } from "../terminal/status-line.ts";
import {
  summaryCodeHash,
  readSummaries,
  startSummaryWorkers,
  openSummaryCache,
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
  const folder = cacheFolder();
  try {
    return await readSummaries(dirs, {
      cache: cache
        ? openSummaryCache(folder, await summaryCodeHash(), (reason) => {
            warn(`${folder} can't be written (${reason}): every compare will read all records.`);
          })
        : undefined,
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
