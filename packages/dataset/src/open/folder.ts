import { access } from "node:fs/promises";
import { join } from "node:path";
import type { SplitName } from "../dataset.ts";
import type { ContentFile, DatasetDefinition } from "../sets/definition.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Folders that may hold a split, most wanted first. A folder that the user gives is the only one,
 * so that it is never passed over in silence.
 */
export function candidateFolders(
  definition: DatasetDefinition,
  split: SplitName,
  dir: string | undefined,
  { data, cache }: Surroundings,
): string[] {
  const { folder, installed } = definition;
  if (dir !== undefined) return [dir, join(dir, folder)];
  const own = data === undefined ? [] : [join(data, folder), data];
  return [...own, ...installed[split], join(cache, folder)];
}

/** The first folder that has any of the files, plain or gzipped. */
export async function folderWithAny(
  folders: readonly string[],
  files: readonly ContentFile[],
): Promise<string | undefined> {
  for (const folder of folders)
    for (const file of files) if ((await storedPath(folder, file)) !== undefined) return folder;
  return undefined;
}

/** Path of the file, or of its gzipped form, or undefined. */
export async function storedPath(folder: string, file: ContentFile): Promise<string | undefined> {
  for (const path of [join(folder, file.name), join(folder, `${file.name}.gz`)])
    if (await exists(path)) return path;
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
