import { dirname, resolve } from "node:path";
import type { RunManifest } from "@vmoe-bench/contracts";
import type { RunOnDisk } from "@vmoe-bench/runner";
import { resultsRoot } from "../project.ts";
import { shellWord } from "./command-line.ts";

/** The command that goes on with a run, from any folder: by its id where that finds it, else its path. */
export function resumeCommand({
  dir,
  manifest,
}: Pick<RunOnDisk, "dir"> & { readonly manifest: Pick<RunManifest, "id"> }): string {
  const path = resolve(dir);
  const isListed = dirname(dirname(path)) === resolve(resultsRoot);
  return `vmoe-bench run --resume ${shellWord(isListed ? manifest.id : path)}`;
}
