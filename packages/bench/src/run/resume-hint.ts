import { dirname, resolve } from "node:path";
import type { RunManifest } from "@vmoe-bench/contracts";
import { resultsRoot } from "@vmoe-bench/files";
import { programOf } from "@vmoe-bench/report";
import { shellWord } from "./command-line.ts";

/** Where a run lies, its id, and the command that makes it again. */
export interface StoredRun {
  readonly dir: string;
  readonly manifest: Pick<RunManifest, "id" | "command">;
}

/** The command that goes on with a run, from any folder: by its id where that finds it, else its path. */
export function resumeCommand(run: StoredRun): string {
  return `${programOf(run.manifest)} --resume ${runWord(run)}`;
}

/** The command that shows all tables of a run, from any folder. */
export function tablesCommand(run: StoredRun): string {
  return `vmoe-bench compare --full ${runWord(run)}`;
}

function runWord({ dir, manifest }: StoredRun): string {
  const path = resolve(dir);
  const isListed = dirname(dirname(path)) === resolve(resultsRoot);
  return shellWord(isListed ? manifest.id : path);
}
