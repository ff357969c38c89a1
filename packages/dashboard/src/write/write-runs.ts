import { mergeRuns } from "../data/merge.ts";
import { reduceRun, type RunPart } from "../data/run-part.ts";
import type { DashboardData } from "../data/schema.ts";
import type { DashboardFiles } from "./write-dashboard.ts";
import type { Summary } from "@vmoe-bench/report";
import { type RunOnDisk, readTrainings } from "@vmoe-bench/runner";
import { BesideRuns } from "./beside-runs.ts";

export interface RunsToWrite {
  /** Oldest first. */
  readonly runs: AsyncIterable<RunOnDisk>;
  /** The folder of training records. */
  readonly trainings: string;
  /** Called for each file that is no record. */
  readonly onProblem: (problem: string) => void;
  /** Called with each run when its part is made. */
  readonly onRun?: (run: RunOnDisk, summary: Summary) => Promise<void>;
}

interface WrittenRuns {
  readonly data: DashboardData;
  readonly files: number;
}

/** Writes runs as a dashboard. Only one run's records and samples are in memory at a time. */
export async function writeRuns(
  files: DashboardFiles,
  { runs, trainings, onProblem, onRun }: RunsToWrite,
): Promise<WrittenRuns> {
  const beside = new BesideRuns();
  const parts: RunPart[] = [];
  let first = 0;
  for await (const run of runs) {
    for (const { problem } of run.problems) onProblem(problem);
    const { part, details, summary } = reduceRun(run, await beside.of(run), first);
    for (const detail of details) await files.detail(detail);
    first += part.cells.length;
    parts.push(part);
    await onRun?.(run, summary);
  }
  const { results, problems } = await readTrainings(trainings);
  for (const problem of problems) onProblem(problem);
  const data = mergeRuns(parts, results);
  return { data, files: await files.data(data) };
}
