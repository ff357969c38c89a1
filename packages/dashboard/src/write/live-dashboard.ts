import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { temporaryFolder, type TemporaryFolder } from "@vmoe-bench/files";
import { allRunFolders, readRun, readTrainings } from "@vmoe-bench/runner";
import { mergeRuns } from "../data/merge.ts";
import { type DashboardFiles, openDashboardFiles } from "./write-dashboard.ts";
import { reduceRun, type RunPart } from "../data/run-part.ts";
import { BesideRuns } from "./write-runs.ts";

interface KnownRun {
  /** Changes with its folder, and with its place in the document. */
  readonly key: string;
  /** Undefined for a run that can't be read. */
  readonly part: RunPart | undefined;
}

/** All that a page asks for by a fixed name. */
const plainFiles = new Set(["/index.html", "/app.js", "/app.css", "/data.js"]);

/**
 * The dashboard of a results folder as it is now, as files in a folder of its own. Only runs whose
 * folder has changed are read again: records are never rewritten, so a new one is a new file.
 */
export class LiveDashboard {
  readonly #results: string;
  readonly #folder: TemporaryFolder;
  readonly #files: DashboardFiles;
  readonly #onProblem: (problem: string) => void;
  readonly #beside = new BesideRuns();
  readonly #said = new Set<string>();
  #known = new Map<string, KnownRun>();
  #shown = "";
  #version = 0;

  private constructor(
    results: string,
    folder: TemporaryFolder,
    files: DashboardFiles,
    onProblem: (problem: string) => void,
  ) {
    this.#results = results;
    this.#folder = folder;
    this.#files = files;
    this.#onProblem = onProblem;
  }

  /** @param onProblem called once for each file that is no record */
  static async open(results: string, onProblem: (problem: string) => void): Promise<LiveDashboard> {
    const folder = temporaryFolder("live");
    const files = await openDashboardFiles(folder.path, { live: true });
    const live = new LiveDashboard(results, folder, files, onProblem);
    await live.update();
    return live;
  }

  /** @returns whether there is something new */
  async update(): Promise<boolean> {
    const parts: RunPart[] = [];
    const known = new Map<string, KnownRun>();
    let first = 0;
    for (const dir of await allRunFolders(this.#results)) {
      const key = `${first} ${await changeOf(dir)}`;
      const before = this.#known.get(dir);
      const part = before?.key === key ? before.part : await this.#read(dir, first);
      known.set(dir, { key, part });
      if (part === undefined) continue;
      parts.push(part);
      first += part.cells.length;
    }
    this.#known = known;
    const trainings = join(this.#results, "training");
    const all = JSON.stringify([...known].map(([dir, { key }]) => [dir, key]));
    const shown = `${all} ${await changeOf(trainings)}`;
    if (shown === this.#shown) return false;
    const { results, problems } = await readTrainings(trainings);
    for (const problem of problems) this.#say(problem);
    await this.#files.data(mergeRuns(parts, results));
    this.#shown = shown;
    this.#version++;
    return true;
  }

  /** What a browser gets for a path; undefined for all but the dashboard's own files. */
  async file(path: string, query: URLSearchParams): Promise<string | undefined> {
    const version = String(this.#version);
    if (path === "/live.js") return `vmoeBenchLive(${JSON.stringify({ version })});\n`;
    // Cells may have other places in data of another version.
    const isDetail = /^\/details\/\d{1,9}\.js$/.test(path) && query.get("version") === version;
    if (!plainFiles.has(path) && !isDetail) return undefined;
    return readFile(join(this.#folder.path, path), "utf8").catch(() => undefined);
  }

  async remove(): Promise<void> {
    this.#folder.remove();
  }

  async #read(dir: string, first: number): Promise<RunPart | undefined> {
    try {
      const run = await readRun(dir);
      for (const { problem } of run.problems) this.#say(problem);
      const { part, details } = reduceRun(run, await this.#beside.of(run), first);
      for (const detail of details) await this.#files.detail(detail);
      return part;
    } catch (error) {
      this.#say(messageOf(error));
      return undefined;
    }
  }

  #say(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    this.#onProblem(problem);
  }
}

/** Another text when a file has come into a folder or has left it. */
async function changeOf(dir: string): Promise<string> {
  try {
    const { mtimeNs, ino } = await stat(dir, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return "none";
    throw error;
  }
}
