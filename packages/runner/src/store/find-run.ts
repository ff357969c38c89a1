import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { unknownNameError } from "@vmoe-bench/contracts";
import { listRuns } from "./list-runs.ts";

/**
 * The folder of a run, as a whole path.
 * @param name its id in the results folder, or a folder with a run.json
 * @throws `unknown-name` with the newest ids
 */
export async function findRun(name: string, results: string): Promise<string> {
  const runs = await listRuns(results);
  const listed = runs.find(({ id }) => id === name);
  if (listed !== undefined) return resolve(listed.dir);
  if (existsSync(join(name, "run.json"))) return resolve(name);
  throw unknownNameError(
    "run",
    name,
    runs.slice(0, 10).map(({ id }) => id),
  );
}
