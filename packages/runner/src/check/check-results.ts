import { existsSync, statSync, type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { manifestFile, runNotFoundError } from "../store/run-files.ts";
import { readTrainings } from "../store/training-results.ts";
import { checkRun, type RecordCheck, type RunCheck } from "./check-run.ts";
import { checkAcross } from "./facts.ts";
import { answersOf, finding, notListed, type Answers, type Finding } from "./findings.ts";

export interface CheckedRun {
  readonly path: string;
  /** Null where the run can't be read. */
  readonly runId: string | null;
  readonly deviceId: string | null;
  readonly blocks: RunCheck["blocks"];
  readonly unfinished: boolean;
  readonly answers: Answers;
  readonly records: readonly RecordCheck[];
}

export interface ResultsCheck {
  readonly root: string;
  /** No finding fails. */
  readonly passes: boolean;
  readonly runs: readonly CheckedRun[];
  readonly findings: readonly Finding[];
}

/**
 * Says of each run and each record below a folder whether it is complete, valid, unaltered and
 * comparable with the others. One run is in memory at a time.
 * @param root a results folder, or the folder of one run
 * @param onRun called before each run, with how many there are
 * @throws `run-not-found` where there is nothing to check
 */
export async function checkResults(
  root: string,
  onRun: (done: number, total: number) => void = () => undefined,
): Promise<ResultsCheck> {
  if (statSync(root, { throwIfNoEntry: false })?.isFile()) throw runNotFoundError(root);
  const { folders, findings } = await runFolders(resolve(root));
  if (folders.length + findings.filter(({ fails }) => fails).length === 0)
    throw runNotFoundError(root);
  const runs: RunCheck[] = [];
  for (const path of folders) {
    onRun(runs.length, folders.length);
    runs.push(await checkRun(join(resolve(root), path), path));
  }
  const across = checkAcross(runs.flatMap(({ facts }) => (facts === undefined ? [] : [facts])));
  const all = [...findings, ...runs.flatMap((run) => run.findings), ...across];
  return {
    root,
    passes: !all.some(({ fails }) => fails),
    runs: runs.map(({ path, runId, deviceId, blocks, unfinished, records, findings: own }) => ({
      path,
      runId,
      deviceId,
      blocks,
      unfinished,
      answers: answersOf([...own, ...across.filter((one) => one.path === path)]),
      records,
    })),
    findings: all,
  };
}

/** Where a results folder has the records of trained models, beside its devices. */
const trainingFolder = "training";

/** Records of trained models are no runs, and must be readable as what they are. */
async function checkTrainings(root: string): Promise<Finding[]> {
  const { broken } = await readTrainings(join(root, trainingFolder));
  return broken.map(({ file, problem }) =>
    finding("broken-record", join(trainingFolder, file), problem),
  );
}

interface Folders {
  /** From the root on, in order. */
  readonly folders: readonly string[];
  readonly findings: readonly Finding[];
}

async function runFolders(root: string): Promise<Folders> {
  if (existsSync(join(root, manifestFile))) return { folders: ["."], findings: [] };
  const top = await sorted(root, "");
  const devices = top.folders.filter((name) => name !== trainingFolder);
  const inDevices = await Promise.all(devices.map((path) => sorted(root, path)));
  const trainings = devices.length === top.folders.length ? [] : await checkTrainings(root);
  return {
    folders: inDevices.flatMap(({ folders }) => folders),
    findings: [...top.findings, ...inDevices.flatMap(({ findings }) => findings), ...trainings],
  };
}

/** The folders in a folder, and what else lies there. Hidden files are nobody's results. */
async function sorted(root: string, path: string): Promise<Folders> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, path), { withFileTypes: true });
  } catch (error) {
    if (path === "" && systemErrorCode(error) === "ENOENT") return { folders: [], findings: [] };
    return { folders: [], findings: [notListed(path === "" ? "." : path, error)] };
  }
  const seen = entries.filter(({ name }) => !name.startsWith("."));
  return {
    folders: seen
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(path, name))
      .toSorted(),
    findings: seen.flatMap((entry) => {
      const file = join(path, entry.name);
      if (entry.isDirectory()) return [];
      return entry.isSymbolicLink()
        ? [finding("link", file, "Links may lead out of the folder and are not followed.")]
        : [finding("foreign-file", file, "It is no run.")];
    }),
  };
}

/** What is said of the other runs and of what lies beside them, as if those were not there. */
export function withoutRuns(check: ResultsCheck, paths: ReadonlySet<string>): ResultsCheck {
  const isOf = ({ path }: Finding) =>
    [...paths].some((run) => path === run || path.startsWith(run + sep));
  const findings = check.findings.filter((one) => !isOf(one));
  return {
    ...check,
    passes: !findings.some(({ fails }) => fails),
    runs: check.runs.filter(({ path }) => !paths.has(path)),
    findings,
  };
}
