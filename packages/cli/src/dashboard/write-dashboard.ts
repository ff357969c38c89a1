import { join } from "node:path";
import { headlinesOf, openDashboardFiles, writeRuns } from "@vmoe-bench/dashboard";
import { claimFolder, requireOwnFolder } from "@vmoe-bench/files";
import { runFolders, noRunsError } from "@vmoe-bench/runner";
import { leftOut } from "../output/left-out.ts";
import { printResult } from "../terminal/print.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { readRuns } from "./read-runs.ts";

interface DashboardToWrite {
  readonly runs: readonly string[];
  readonly out: string;
  readonly results: string;
  /** Undefined for those beside the results. */
  readonly training: string | undefined;
  /** Whether into a folder that holds other files, too. */
  readonly force: boolean;
  readonly json: boolean;
}

/** A folder of plain files, for a browser or any static host. */
export async function writeDashboard({
  runs: names,
  out,
  results,
  training,
  force,
  json,
}: DashboardToWrite): Promise<void> {
  await requireOwnFolder(out, "dashboard", { force });
  const dirs = await runFolders(names, results);
  await claimFolder(out, "dashboard");
  const status = new StatusLine();
  const { data, files } = await writeRuns(await openDashboardFiles(out), {
    runs: readRuns(dirs, status, names.length > 0),
    trainings: training ?? join(results, "training"),
    onProblem: (problem) => status.line(leftOut(problem)),
  });
  status.clear();
  if (data.runs.length === 0) throw noRunsError(results);
  const headlines = headlinesOf(data).map(({ sentence }) => sentence);
  const [runs, cells] = [data.runs.length, data.cells.length];
  // The marker of the folder is a file, too.
  printResult(json, { out, runs, cells, files: files + 1, headlines }, () =>
    [
      ...headlines,
      `${runs} ${runs === 1 ? "run" : "runs"}, ${cells} cells: ${out}/index.html`,
    ].join("\n"),
  );
}
