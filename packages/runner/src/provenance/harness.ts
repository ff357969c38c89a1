import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Provenance } from "@vmoe-bench/contracts";

const run = promisify(execFile);

/**
 * What this harness is: its commit, whether the tree has changes, and its lock file's hash; null for
 * what can't be known, as outside a git checkout.
 * @param root folder of the checkout or of the installed package
 */
export async function harnessProvenance(
  root: string,
  version: string,
): Promise<Provenance["harness"]> {
  // An installed package may lie in a checkout of somebody's own project.
  const top = await git(root, ["rev-parse", "--show-prefix"]);
  const commit = top === "" ? await git(root, ["rev-parse", "HEAD"]) : null;
  const changes = commit === null ? null : await git(root, ["status", "--porcelain"]);
  const lockfile = await readFile(join(root, "package-lock.json")).catch(() => null);
  return {
    version,
    commit,
    dirty: changes === null ? null : changes !== "",
    lockfileSha256: lockfile && createHash("sha256").update(lockfile).digest("hex"),
  };
}

async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run("git", ["-C", root, ...args]);
    return stdout.trim();
  } catch {
    return null;
  }
}
