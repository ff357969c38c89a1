import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";

/**
 * A folder and those above it. Node's own recursive `mkdir` tries for ever where a folder that is there
 * takes no other, as below /proc.
 * @returns the topmost folder that was made; undefined where all were there
 * @throws the system's error
 */
export function makeFolderSync(folder: string, mode = 0o777): string | undefined {
  const path = resolve(folder);
  if (isFolder(path)) return undefined;
  const above = dirname(path);
  const top = above === path ? undefined : makeFolderSync(above, mode);
  return makeOne(path, mode) ? (top ?? path) : top;
}

/** As {@link makeFolderSync}, whose errors it rejects with. */
export async function makeFolder(folder: string, mode?: number): Promise<string | undefined> {
  return Promise.resolve(makeFolderSync(folder, mode));
}

/** @returns false where another process was faster */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST" && isFolder(path)) return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
