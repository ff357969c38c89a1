import { summarise } from "../summary/summarise.ts";
import type { Summary } from "../summary/row.ts";
import { readRun } from "@vmoe-bench/runner";

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
