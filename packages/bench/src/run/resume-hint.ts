import { dirname, resolve } from "node:path";
import type { Device, RunManifest } from "@vmoe-bench/contracts";
import { resultsRoot } from "@vmoe-bench/files";
import { shellWord } from "./command-line.ts";

/** Where a run lies, its id, and whether a page was measured that somebody opened. */
export interface StoredRun {
  readonly dir: string;
  readonly manifest: Pick<RunManifest, "id"> & { readonly device: Pick<Device, "browser"> };
}

/** The command that goes on with a run, from any folder: by its id where that finds it, else its path. */
export function resumeCommand(run: StoredRun): string {
  const command = run.manifest.device.browser === null ? "run" : "join";
  return `vmoe-bench ${command} --resume ${runWord(run)}`;
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
