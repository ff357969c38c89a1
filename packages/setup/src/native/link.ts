import { lstat, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { systemErrorCode } from "@vmoe-bench/contracts";
import { discard } from "./cache.ts";

/**
 * Makes `deps` and `lib` of the package links to the cache entry's. Links, since the libraries take
 * 850 MB; Node resolves them before it loads the binding, which finds TensorFlow beside itself.
 */
export async function linkIntoPackage(entry: string, packageFolder: string): Promise<void> {
  for (const name of ["deps", "lib"])
    await replaceWithLink(join(packageFolder, name), join(entry, name));
}

async function replaceWithLink(path: string, target: string): Promise<void> {
  const fresh = `${path}.${process.pid}.new`;
  const old = `${path}.${process.pid}.old`;
  await rm(fresh, { force: true });
  await symlink(target, fresh, "junction");
  // A rename can replace a link in one step, but no folder and, on Windows, nothing.
  if ((await isFolder(path)) || process.platform === "win32") await moveIfPresent(path, old);
  await rename(fresh, path);
  await discard(old);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function moveIfPresent(path: string, to: string): Promise<void> {
  try {
    await rename(path, to);
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
}
