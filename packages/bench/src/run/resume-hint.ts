import { dirname, resolve } from "node:path";
import type { RunManifest } from "@vmoe-bench/contracts";
import { resultsRoot } from "@vmoe-bench/files";
import { shellWord } from "./command-line.ts";

/** Where a run lies, and its id. */
export interface StoredRun {
  readonly dir: string;
  readonly manifest: Pick<RunManifest, "id">;
}

/** The command that goes on with a run, from any folder: by its id where that finds it, else its path. */
export function resumeCommand(run: StoredRun): string {
  return `vmoe-bench run --resume ${runWord(run)}`;
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
