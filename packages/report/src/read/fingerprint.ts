import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

export interface Fingerprint {
  /** Of the names, sizes, times and places on disk of all files. */
  readonly hash: string;
  /** No file has changed in the last seconds: a change would show in its times. */
  readonly settled: boolean;
}

/** The coarsest clock of a file system that we know, FAT's, counts in steps of 2 s. */
const settledAfterNs = 2_000_000_000n;

/**
 * Tells whether a folder's files are the same as before, without reading them. The time of the last
 * change of a file's entry can't be set by a program, so an edit that keeps size and date shows, too.
 */
export async function fingerprintOf(dir: string): Promise<Fingerprint> {
  const hash = createHash("sha256");
  const now = BigInt(Date.now()) * 1_000_000n;
  // A file that is still written is renamed at any moment; it is read once it has its name.
  const names = (await readdir(dir)).filter((name) => !name.endsWith(".partial")).toSorted();
  const stats = await Promise.all(names.map((name) => lstat(join(dir, name), { bigint: true })));
  let newest = 0n;
  for (const [i, { size, mtimeNs, ctimeNs, ino }] of stats.entries()) {
    hash.update(`${JSON.stringify(names[i])} ${size} ${mtimeNs} ${ctimeNs} ${ino}\n`);
    for (const time of [mtimeNs, ctimeNs]) if (time > newest) newest = time;
  }
  return { hash: hash.digest("hex"), settled: newest + settledAfterNs < now };
}
