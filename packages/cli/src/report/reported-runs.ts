import { messageOf } from "@vmoe-bench/contracts";
import { listRuns, readRun, type RunOnDisk } from "@vmoe-bench/runner";
import { findRun } from "../run/find-run.ts";
import { NoRunsError } from "../run/no-runs.ts";

/**
 * Runs by name, or all that lie in the folder. What can't be read is named on stderr: broken runs
 * of the folder are left out, one that was asked for by name ends the program.
 * @throws NoRunsError, UnknownNameError
 */
export async function reportedRuns(
  names: readonly string[],
  results: string,
): Promise<RunOnDisk[]> {
  const runs: RunOnDisk[] = [];
  const keep = (run: RunOnDisk) => {
    for (const { problem } of run.problems) process.stderr.write(`left out: ${problem}\n`);
    runs.push(run);
  };
  for (const name of names) keep(await readRun(await findRun(name, results)));
  if (names.length === 0)
    for (const { dir } of await listRuns(results)) {
      try {
        keep(await readRun(dir));
      } catch (error) {
        process.stderr.write(`left out: ${messageOf(error)}\n`);
      }
    }
  if (runs.length === 0) throw new NoRunsError(results);
  return runs;
}
