import { existsSync, statfsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** The file system of /proc, as Linux numbers them. */
const procType = 0x9fa0;

/**
 * A folder and those above it.
 * @throws the system's error; below /proc, where Node's own `mkdir` would try for ever, ENOENT
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  if (!existsSync(path) && statfsSync(nearest(path)).type === procType)
    throw Object.assign(new Error(`ENOENT: no folder can be made, mkdir '${path}'`), {
      code: "ENOENT",
      syscall: "mkdir",
      path,
    });
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    // Node says ENOENT of a read-only file system, too: the first folder alone says what refuses it.
    await mkdir(firstMissing(path));
    throw error;
  }
}

/** The highest folder of a path that is not there. */
function firstMissing(path: string): string {
  const above = dirname(path);
  return existsSync(above) || above === path ? path : firstMissing(above);
}

/** The lowest folder of a path that is there. */
function nearest(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearest(above);
}
