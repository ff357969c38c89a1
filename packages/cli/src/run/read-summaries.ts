import { summarise, type Summary } from "@vmoe-bench/report";
import { readRun } from "@vmoe-bench/runner";

/** The summaries of runs, in order; files that are no records are named on stderr. */
export async function readSummaries(
  dirs: readonly string[],
  _options: { readonly cache: boolean },
): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const dir of dirs) {
    const run = await readRun(dir);
    for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
    summaries.push(summarise(run));
  }
  return summaries;
}
