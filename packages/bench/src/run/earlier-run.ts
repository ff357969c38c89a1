import {
  type BlockRecord,
  dataKey,
  KnownError,
  type PreparationReporter,
  type RunManifest,
  type Sources,
} from "@vmoe-bench/contracts";
import { machineName, machinesOf, mayBeOne, type RunData } from "@vmoe-bench/report";
import { type RunOnDisk, systemFacts } from "@vmoe-bench/runner";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { byFolders } from "@vmoe-bench/dataset";
import { projectRoot } from "@vmoe-bench/files";
import type { DataPlaces, DataRequest } from "../data/image-sets.ts";
import { usualData } from "../options/data-options.ts";
import { wordsOf } from "./command-line.ts";

/** A run that this machine can't go on with, or do again. */
function otherMachineError(message: string, remedy: string): KnownError {
  return new KnownError("other-machine", message, remedy);
}

/**
 * @throws `other-machine` for a run that no page measured which somebody opened
 */
export function requirePage({ manifest: { id, device } }: Pick<RunData, "manifest">): void {
  if (device.browser !== null) return;
  throw otherMachineError(
    `The run ${id} was measured by this program on "${device.name}", and not by a page that was opened.`,
    `Go on with it: vmoe-bench run --resume ${id}.`,
  );
}

/**
 * @throws `other-machine` for a run of a page that somebody opened, and for one whose blocks ran on
 *   another machine than this
 */
export async function requireThisMachine({ manifest, records }: RunData): Promise<void> {
  const { id, device } = manifest;
  if (device.browser !== null)
    throw otherMachineError(
      `The run ${id} was measured by a page that was opened on "${device.name}"; this command measures on this machine.`,
      `Go on there: vmoe-bench join --resume ${id}; or measure there again: vmoe-bench join.`,
    );
  const here = await systemFacts();
  const other = machinesOf(records).find((machine) => !mayBeOne(machine, here));
  if (other !== undefined)
    throw otherMachineError(
      `The run ${id} was measured on ${machineName(other)}; this is ${machineName(here)}.`,
      "Go on where it began, or start a run of its own here: vmoe-bench run.",
    );
}

/** What a run was made of is not where it was. */
function sourceMovedError(message: string, remedy: string): KnownError {
  return new KnownError("source-moved", message, remedy);
}

/** What a run was made of is there, and is something else. */
function sourceChangedError(message: string, remedy: string): KnownError {
  return new KnownError("source-changed", message, remedy);
}

/** What is asked for now, with whole paths. */
export function wholePaths({
  dir,
  skipCorrupt,
  classMap,
  labels,
  labelShift,
  orientation,
}: DataRequest): Sources["data"] {
  return {
    dir: dir === undefined ? null : resolve(dir),
    skipCorrupt,
    classMap: classMap === undefined ? null : resolve(classMap),
    labels: labels === undefined || labels === byFolders ? (labels ?? null) : resolve(labels),
    labelShift: labelShift ?? null,
    orientation,
  };
}

/** An option that makes other images or labels than a run has. */
function otherDataError(id: string, given: string, then: string): KnownError {
  return new KnownError(
    "other-data",
    `${given} would change what the run ${id} measures: it was started ${then}.`,
    "Leave it out, or start a new run.",
  );
}

/** Files beside the data that say what the labels are. */
const labelFiles = [
  ["labels", "--labels", "its labels"],
  ["classMap", "--class-map", "its class map"],
] as const;

/**
 * Goes to the folder that a run was started in, as its models' paths are seen from there, and says
 * what its data are, and where: as the command line says now, else as it said then.
 * @throws `source-moved` for data or a model that is not there any more; `other-data` for what is said
 *   now of what the run had not
 */
export function returnToSources(
  { manifest }: Pick<RunOnDisk, "manifest">,
  now: DataPlaces,
  reporter: Pick<PreparationReporter, "note">,
): DataRequest {
  const asked = wholePaths({ ...usualData, ...now });
  const then = manifest.sources?.data ?? dataOfCommand(manifest.command);
  requireSameKinds(manifest.id, asked, then);
  const folder = manifest.sources?.folder;
  if (folder !== undefined && existsSync(folder)) process.chdir(folder);
  else if (folder !== undefined)
    reporter.note(
      `The run was started in ${folder}, which is not there any more: its models are looked for from here.`,
    );
  const places = {
    dir: asked.dir ?? then.dir ?? undefined,
    skipCorrupt: then.skipCorrupt,
    classMap: asked.classMap ?? then.classMap ?? undefined,
    labels: asked.labels ?? then.labels ?? undefined,
    labelShift: then.labelShift ?? undefined,
    orientation: then.orientation,
  };
  for (const [key, flag, what] of labelFiles) {
    const path = places[key];
    if (asked[key] === null && path !== undefined && path !== byFolders && isGone(path))
      throw sourceMovedError(
        `The run ${manifest.id} read ${what} from ${path}, which is not there any more.`,
        `Say with ${flag} where that file is now.`,
      );
  }
  if (asked.dir === null && then.dir !== null && isGone(then.dir))
    throw sourceMovedError(
      `The run ${manifest.id} read its data from ${then.dir}, which is not there any more.`,
      "Say with --data where they are now.",
    );
  for (const model of manifest.suite.models)
    if (isPath(model) && isGone(model))
      throw sourceMovedError(
        `The run ${manifest.id} had its model at ${resolve(model)}, which is not there any more.`,
        "Put it back there, or start a new run.",
      );
  return places;
}

/** A file may have moved; one where there was none, or folders in its place, makes other labels. */
function requireSameKinds(id: string, now: Sources["data"], then: Sources["data"]): void {
  for (const [key, flag] of labelFiles) {
    const [asked, had] = [now[key], then[key]];
    if (asked === null || (had !== null && (asked === byFolders) === (had === byFolders))) continue;
    const started = had === null ? `without ${flag}` : `with ${flag} ${had}`;
    throw otherDataError(id, `${flag} ${asked}`, started);
  }
}

/** Shards may be named with a pattern, which whoever reads them looks for. */
function isGone(path: string): boolean {
  return !/[{*?]/.test(path) && !existsSync(path);
}

function isPath(model: string): boolean {
  return !model.startsWith("hf:") && (/[\\/]/.test(model) || model.endsWith(".onnx"));
}

/** Where the data were of a run of an earlier version, whose command alone says it; inside the project seen from its root. */
function dataOfCommand(command: string): Sources["data"] {
  const words = wordsOf(command);
  const after = (option: string) => {
    const at = words.indexOf(option);
    const path = at === -1 ? undefined : words[at + 1];
    if (path === undefined) return null;
    const inProject = resolve(projectRoot, path);
    return !existsSync(path) && existsSync(inProject) ? inProject : resolve(path);
  };
  return {
    dir: after("--data"),
    skipCorrupt: words.includes("--skip-corrupt"),
    classMap: after("--class-map"),
    labels: null,
    labelShift: null,
    // Earlier versions turned all that EXIF says is turned.
    orientation: "exif",
  };
}

/**
 * @param now what is found under the names of the run's models and data
 * @throws `source-changed` for the first that is another than the run had
 */
export function requireSameSources(
  { manifest, records }: RunOnDisk,
  now: Pick<Sources, "models" | "datasets" | "data">,
): void {
  const then = manifest.sources ?? sourcesOfRecords(manifest, records);
  const place = now.data.dir === null ? "" : ` in ${now.data.dir}`;
  const kinds = [
    ["model", then.models, now.models, "", "Put the file of then back"],
    ["data set", then.datasets, now.datasets, place, "Say with --data where those of then are"],
  ] as const;
  for (const [what, before, after, where, remedy] of kinds)
    for (const [name, sha256] of Object.entries(before)) {
      const hash = after[name];
      if (hash !== undefined && hash !== sha256)
        throw sourceChangedError(
          `The ${what} "${name}" of the run ${manifest.id} had the SHA-256 ${sha256.slice(0, 12)}…; what is found${where} now has ${hash.slice(0, 12)}….`,
          `${remedy}, or start a new run.`,
        );
    }
}

/** What earlier versions recorded with each block. */
function sourcesOfRecords(
  { suite }: RunManifest,
  records: readonly BlockRecord[],
): Pick<Sources, "models" | "datasets"> {
  const models: Record<string, string> = {};
  const datasets: Record<string, string> = {};
  for (const record of records) {
    // A control may have weights of its own.
    if (record.status !== "completed" || record.arm.control !== "none") continue;
    models[record.arm.model] = record.provenance.model.sha256;
    datasets[record.arm.data ?? dataKey(suite.dataset)] = record.provenance.dataset.sha256;
  }
  return { models, datasets };
}
