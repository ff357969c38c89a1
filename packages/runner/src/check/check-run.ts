import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type BlockRecord,
  isUnfinished,
  messageOf,
  neededBlocks,
  recordFile,
  type RunManifest,
} from "@vmoe-bench/contracts";
import { isEndFile, manifestFile, mostBytes } from "../store/run-files.ts";
import { readRun, type RecordProblem, type RunOnDisk } from "../store/read-run.ts";
import { checkRecord } from "./check-record.ts";
import { checkOneRun, type Facts, factsOf } from "./facts.ts";
import {
  type Answers,
  answersOf,
  finding,
  type Finding,
  type FindingCode,
  notListed,
} from "./findings.ts";
import { hashOfNames, isImageList, readImageList } from "../store/image-lists.ts";
import { AlteredRecordError } from "../store/seal.ts";

export interface RecordCheck {
  readonly path: string;
  readonly answers: Answers;
}

/** One run, and what is to be said of it and of its records. */
export interface RunCheck {
  readonly path: string;
  readonly runId: string | null;
  readonly deviceId: string | null;
  readonly blocks: { readonly planned: number; readonly recorded: number };
  /** Whether it was stopped, or goes on. */
  readonly unfinished: boolean;
  readonly records: readonly RecordCheck[];
  readonly findings: readonly Finding[];
  /** Undefined for a run that can't be read. */
  readonly facts: Facts | undefined;
}

/**
 * Checks the folder of one run. Files that are too large for a record are not read.
 * @param path the folder's, from the checked folder on
 */
export async function checkRun(dir: string, path: string): Promise<RunCheck> {
  const files = await checkFiles(dir, path);
  const run = await readable(dir, path);
  if (!("manifest" in run)) {
    return {
      path,
      runId: null,
      deviceId: null,
      blocks: { planned: 0, recorded: 0 },
      unfinished: false,
      records: [],
      findings: [...files, run],
      facts: undefined,
    };
  }
  const { manifest, records, problems, overtaken, end } = run;
  const needless = new Set(end?.leftOut);
  const checked = records.map((record) => {
    const file = join(path, recordFile(record));
    const findings = checkRecord(record, file, needless.has(record.blockId));
    return { path: file, findings };
  });
  const retried = overtaken.map((record) => {
    const file = join(path, recordFile(record));
    return { path: file, findings: [overtakenAttempt(record, file)] };
  });
  const broken = problems.map((problem) => {
    const file = join(path, problem.file);
    return { path: file, findings: [finding(codeOf(problem), file, problem.problem)] };
  });
  const facts = factsOf(path, manifest, records);
  const all = [
    ...checked,
    ...retried,
    ...broken.filter(({ findings }) => !repeats(findings, files)),
  ];
  return {
    path,
    runId: manifest.id,
    deviceId: manifest.device.id,
    blocks: { planned: plannedIn(run), recorded: records.length },
    unfinished: isUnfinished(run),
    records: all.map((one) => ({ path: one.path, answers: answersOf(one.findings) })),
    findings: [
      ...files,
      ...misplaced(dir, path, run),
      ...missing(path, run),
      ...missingAttempts(path, run),
      ...(await checkImageLists(dir, path, records)),
      ...all.flatMap(({ findings }) => findings),
      ...checkOneRun(facts),
    ],
    facts,
  };
}

/** The run, or why it can't be read. */
async function readable(dir: string, path: string): Promise<RunOnDisk | Finding> {
  const file = join(path, manifestFile);
  const entry = await lstat(join(dir, manifestFile)).catch(() => undefined);
  if (entry === undefined) return finding("no-run", path, `It has no ${manifestFile}.`);
  if (!entry.isFile()) return finding("broken-run", file, "It is no file.");
  if (entry.size > mostBytes)
    return finding("too-large", file, `${entry.size} bytes are too many for a run.`);
  try {
    return await readRun(dir);
  } catch (error) {
    return finding("broken-run", file, messageOf(error));
  }
}

/** What lies there that is no record, by names and sizes alone. */
async function checkFiles(dir: string, path: string): Promise<Finding[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    return [notListed(path, error)];
  }
  return entries.flatMap((entry) => {
    const file = join(path, entry.name);
    if (entry.isSymbolicLink())
      return [finding("link", file, "Links may lead out of the folder and are not followed.")];
    if (entry.isDirectory()) return [finding("foreign-file", file, "It is a folder, no record.")];
    if (entry.name.endsWith(".partial"))
      return [finding("half-written", file, "Its writing was cut off.")];
    return entry.name.endsWith(".json") ? [] : [finding("foreign-file", file, "It is no record.")];
  });
}

/** A link is told of once. */
function repeats(findings: readonly Finding[], files: readonly Finding[]): boolean {
  return findings.every(({ path }) => files.some((file) => file.path === path));
}

const codes: Readonly<Record<RecordProblem["code"], FindingCode>> = {
  broken: "broken-record",
  "newer-schema": "newer-schema",
  "too-large": "too-large",
  altered: "altered-record",
  foreign: "foreign-record",
  duplicate: "duplicate-record",
};

function codeOf({ file, code }: RecordProblem): FindingCode {
  return isEndFile(file) ? "broken-end" : codes[code];
}

function overtakenAttempt(record: BlockRecord, file: string): Finding {
  const why = record.status === "failed" ? `: ${record.failure.message}` : ".";
  return finding("tried-again", file, `It ended as ${record.status} and was tried again${why}`);
}

/** Attempts are numbered without a gap: a record that was taken away leaves one. */
function missingAttempts(path: string, { records, overtaken, problems }: RunOnDisk): Finding[] {
  const there = new Set([...overtaken.map(recordFile), ...problems.map(({ file }) => file)]);
  return records.flatMap(({ blockId, attempt = 1 }) =>
    Array.from({ length: attempt - 1 }, (_, i) =>
      recordFile({ blockId, ...(i === 0 ? {} : { attempt: i + 1 }) }),
    )
      .filter((file) => !there.has(file))
      .map((file) =>
        finding("missing-attempt", join(path, file), "A later attempt is there, and this is not."),
      ),
  );
}

function misplaced(dir: string, path: string, { manifest }: RunOnDisk): Finding[] {
  const [device, run] = [basename(dirname(dir)), basename(dir)];
  if (device === manifest.device.id && run === manifest.id) return [];
  const home = `${manifest.device.id}/${manifest.id}`;
  return [finding("misplaced-run", path, `By its ${manifestFile} it belongs into ${home}.`)];
}

/** As a summary counts them: what is needed, and what was measured beyond. */
function plannedIn(run: RunOnDisk): number {
  const { manifest, records, end } = run;
  if (end !== undefined) return manifest.blocks.length;
  const all = [...neededBlocks(run).map(({ id }) => id), ...records.map(({ blockId }) => blockId)];
  return new Set(all).size;
}

/** What is broken is told by itself. */
function goneOf(run: RunOnDisk): RunManifest["blocks"] {
  const { records, problems } = run;
  const there = new Set([
    ...records.map(({ blockId }) => blockId),
    ...problems.map(({ file }) => basename(file, ".json")),
  ]);
  return neededBlocks(run).filter(({ id }) => !there.has(id));
}

function missing(path: string, run: RunOnDisk): Finding[] {
  const gone = goneOf(run);
  if (gone.length === 0)
    return isUnfinished(run) && run.problems.length === 0
      ? [finding("unfinished-run", path, "Nothing says that it came to its end.")]
      : [];
  const some = gone.slice(0, 3).map(({ id }) => id);
  const more = gone.length > some.length ? ", …" : "";
  return [
    finding(
      "missing-block",
      path,
      `${gone.length} of ${plannedIn(run)} planned blocks have no record: ${some.join(", ")}${more}.`,
    ),
  ];
}

/**
 * Whether the lists of images in a run's folder are those that its records were made with.
 * @param path the folder's, from the checked folder on
 */
async function checkImageLists(
  dir: string,
  path: string,
  records: readonly BlockRecord[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const hashes = new Set<string>();
  for (const name of (await readdir(dir)).filter(isImageList)) {
    const file = join(path, name);
    try {
      hashes.add(hashOfNames((await readImageList(join(dir, name))).names));
    } catch (error) {
      const code = error instanceof AlteredRecordError ? "altered-record" : "broken-record";
      findings.push(finding(code, file, messageOf(error)));
    }
  }
  const wanted = records.flatMap((record) =>
    record.status === "completed" ? (record.provenance.dataset.decoding?.namesSha256 ?? []) : [],
  );
  if (findings.length === 0 && wanted.some((hash) => !hashes.has(hash)))
    findings.push(finding("inconsistent-record", path, "It lacks the list of its images' files."));
  return findings;
}
