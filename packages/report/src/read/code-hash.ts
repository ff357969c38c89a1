import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Packages whose code a summary depends on. */
const packages = ["contracts", "measure", "report", "runner"];

/**
 * Hash of the code that makes summaries, so that a summary of other code is never taken for one of
 * this code; nobody has to remember to count a version up.
 */
export async function summaryCodeHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of packages) {
    const dir = dirname(fileURLToPath(import.meta.resolve(`@vmoe-bench/${name}`)));
    for (const file of await codeIn(dir)) hash.update(await readFile(join(dir, file)));
  }
  // Of statistics that others wrote.
  const manifest = new URL("../package.json", import.meta.resolve("@vmoe-bench/measure"));
  return hash.update(await readFile(manifest)).digest("hex");
}

async function codeIn(dir: string): Promise<string[]> {
  const files = await readdir(dir, { recursive: true });
  return files
    .filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file) && !/(^|[\\/])testing[\\/]/.test(file))
    .toSorted();
}
