import { KnownError, messageOf } from "@vmoe-bench/contracts";
import { cacheFolder } from "@vmoe-bench/files";
import type { Summary } from "@vmoe-bench/report";
import {
  openSummaryCache,
  readSummaries,
  startSummaryWorkers,
  type SummaryCache,
  summaryCodeHash,
} from "@vmoe-bench/report/read";
import { readRun, type RunOnDisk } from "@vmoe-bench/runner";
import { StatusLine } from "../terminal/print.ts";
import { leftOut } from "../terminal/layout.ts";

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

/**
 * Runs one after the other, so that only one is in memory.
 * @param named whether somebody asked for these: then one that can't be read ends the program, else
 * it is named and left out
 */
export async function* readRuns(
  dirs: readonly string[],
  status: StatusLine,
  named: boolean,
): AsyncGenerator<RunOnDisk> {
  for (const [i, dir] of dirs.entries()) {
    status.update(`reading run ${i + 1} of ${dirs.length}`);
    try {
      yield await readRun(dir);
    } catch (error) {
      if (named) throw error;
      status.line(leftOut(messageOf(error)));
    }
  }
}
