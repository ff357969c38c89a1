import { join, resolve } from "node:path";
import {
  headlinesOf,
  openDashboardFiles,
  type Published,
  writePublication,
  writeRuns,
} from "@vmoe-bench/dashboard";
import { claimFolder, requireOwnFolder } from "@vmoe-bench/files";
import { checkResults, noRunsError, runFolders, withoutRuns } from "@vmoe-bench/runner";
import { KnownError } from "@vmoe-bench/contracts";
import { checkDocument, drawText, safeText } from "@vmoe-bench/report";
import { leftOut, stdoutLayout } from "../terminal/layout.ts";
import { printResult, StatusLine } from "../terminal/print.ts";
import { readRuns } from "../progress/reading-runs.ts";

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

function checkFailsError(results: string): KnownError {
  return new KnownError(
    "check-fails",
    `${results} fails the check above, and nothing was written.`,
    "Correct what it says, or publish all the same with --unchecked: what the check says is published, too.",
    { exitCode: 1 },
  );
}

function onlyUnfinished(results: string): KnownError {
  return new KnownError(
    "only-unfinished",
    `Every run in ${results} is unfinished, and nothing was written.`,
    "Go on with one (vmoe-bench run --resume RUN), or publish all the same with --unchecked.",
  );
}

interface DashboardToPublish {
  readonly out: string;
  readonly results: string;
  readonly force: boolean;
  /** Whether also results that fail the check. */
  readonly unchecked: boolean;
  readonly json: boolean;
}

/** A folder for GitHub Pages or any static host, from the checked results of all devices. */
export async function publishDashboard({
  out,
  results,
  force,
  unchecked,
  json,
}: DashboardToPublish): Promise<void> {
  const isAgain = await requireOwnFolder(out, "publication", { force });
  const status = new StatusLine();
  const all = await checkResults(results, (done, total) => {
    status.update(`checking run ${done + 1} of ${total}`);
  });
  status.clear();
  const open = unchecked ? [] : all.runs.filter(({ unfinished }) => unfinished);
  const check = withoutRuns(all, new Set(open.map(({ path }) => path)));
  const absent = open.map(({ path, blocks }) =>
    safeText(
      `${path} is unfinished (${blocks.recorded} of ${blocks.planned} blocks have a record).`,
    ),
  );
  if (!check.passes && !unchecked) {
    process.stderr.write(drawText(checkDocument(check), stdoutLayout()));
    throw checkFailsError(results);
  }
  if (check.runs.length === 0 && open.length > 0) throw onlyUnfinished(results);
  const openDirs = new Set(open.map(({ path }) => resolve(results, path)));
  const dirs = (await runFolders([], results)).filter((dir) => !openDirs.has(resolve(dir)));
  await claimFolder(out, "publication");
  const published = await writePublication(out, {
    runs: readRuns(dirs, status, false),
    check,
    trainings: join(results, "training"),
    isAgain,
    leftOut: absent,
    onProblem: (problem) => status.line(leftOut(problem)),
  });
  status.clear();
  const local = check.runs.flatMap(({ deviceId, path }) => (deviceId === "local" ? [path] : []));
  const result = { out, ...published, passes: check.passes, leftOut: absent, local };
  printResult(json, result, () =>
    [
      `${out}: ${told(published)}`,
      ...absent.map((text) => `Left out: ${text}`),
      ...local.map((path) =>
        safeText(`${path} is of device "local", which nothing describes: its page says so.`),
      ),
    ].join("\n"),
  );
}

/** "2 runs of 1 device in 30 files; bencher.json is without 3 rows that newer runs have, too" */
function told({ runs, devices, files, notInBencher: { invalid, older } }: Published): string {
  const without = [
    ...(older > 0 ? [`${counted(older, "row")} that newer runs have, too`] : []),
    ...(invalid > 0 ? [counted(invalid, "invalid row")] : []),
  ].join(" and ");
  const all = `${counted(runs, "run")} of ${counted(devices, "device")} in ${counted(files, "file")}`;
  return without === "" ? all : `${all}; bencher.json is without ${without}`;
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
