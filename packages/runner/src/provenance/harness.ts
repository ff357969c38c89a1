import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Provenance } from "@vmoe-bench/contracts";
import { z } from "zod";

const run = promisify(execFile);

const installedSchema = z.object({ gitHead: z.string().regex(/^[0-9a-f]{40}$/) });

/**
 * What this harness is: its commit, whether the tree has changes, and its lock file's hash; null for
 * what can't be known. Outside a git checkout the commit is the one that the package was made from.
 * @param root folder of the checkout or of the installed package
 */
export async function harnessProvenance(
  root: string,
  version: string,
): Promise<Provenance["harness"]> {
  // An installed package may lie in a checkout of somebody's own project.
  const top = await git(root, ["rev-parse", "--show-prefix"]);
  const head = top === "" ? await git(root, ["rev-parse", "HEAD"]) : null;
  const changes = head === null ? null : await git(root, ["status", "--porcelain"]);
  const lockfile = await readFile(join(root, "package-lock.json")).catch(() => null);
  return {
    version,
    commit: head ?? (await installedCommit(root)),
    dirty: changes === null ? null : changes !== "",
    lockfileSha256: lockfile && createHash("sha256").update(lockfile).digest("hex"),
  };
}

/** As `npm run pack` writes it. */
async function installedCommit(root: string): Promise<string | null> {
  const text = await readFile(join(root, "package.json"), "utf8").catch(() => "{}");
  return installedSchema.safeParse(JSON.parse(text)).data?.gitHead ?? null;
}

async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run("git", ["-C", root, ...args]);
    return stdout.trim();
  } catch {
    return null;
  }
}
