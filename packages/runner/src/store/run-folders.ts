import { listRuns } from "./list-runs.ts";
import { findRun } from "./find-run.ts";
import { noRunsError } from "./no-runs.ts";

/**
 * The folders of runs by name, or of all that lie in the results folder, oldest first: so a cell keeps
 * its place in a dashboard, and its link stays good, when newer runs come.
 * @throws `no-runs`, `unknown-name`
 */
export async function runFolders(names: readonly string[], results: string): Promise<string[]> {
  if (names.length > 0) return Promise.all(names.map((name) => findRun(name, results)));
  const dirs = await allRunFolders(results);
  if (dirs.length === 0) throw noRunsError(results);
  return dirs;
}

export async function allRunFolders(results: string): Promise<string[]> {
  return (await listRuns(results)).map(({ dir }) => dir).toReversed();
}
