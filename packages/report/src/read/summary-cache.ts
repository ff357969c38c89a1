import { createHash } from "node:crypto";
import { lstat, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder, whyNotWritten } from "@vmoe-bench/files";
import { z } from "zod";
import { fileURLToPath } from "node:url";
import type { ReadSummary } from "./summary-workers.ts";

/** What `compare` would compute again from the same files by the same code. */
export interface SummaryCache {
  get(dir: string, fingerprint: string): Promise<ReadSummary | undefined>;
  set(dir: string, fingerprint: string, found: ReadSummary): Promise<void>;
}

const headSchema = z.strictObject({
  /** A hash of the code, the run's folder and its files. */
  key: z.string(),
  /** The hash of the line below. */
  sha256: z.string(),
});

/** The second line of an entry is what this code wrote where its hash is right. */
const bodySchema = z.custom<ReadSummary>((value) => typeof value === "object" && value !== null);

/**
 * One small file a run: a line with its key and a hash, and a line with the summary. An entry that is
 * torn, of other files or of other code is none.
 * @param code hash of the code that computes summaries
 * @param onFailure called once where entries can't be written; everything works without them
 */
export function openSummaryCache(
  folder: string,
  code: string,
  onFailure: (reason: string) => void,
): SummaryCache {
  let failed = false;
  const place = (dir: string) => join(folder, `${hashOf(resolve(dir)).slice(0, 32)}.json`);
  const keyOf = (dir: string, fingerprint: string) =>
    hashOf(`${code} ${resolve(dir)} ${fingerprint}`);
  return {
    async get(dir, fingerprint) {
      const text = await readFile(place(dir), "utf8").catch(() => "");
      const [first = "", body = ""] = text.split("\n");
      const head = headSchema.safeParse(parsed(first));
      if (!head.success || head.data.key !== keyOf(dir, fingerprint)) return undefined;
      return head.data.sha256 === hashOf(body) ? bodySchema.parse(parsed(body)) : undefined;
    },
    async set(dir, fingerprint, found) {
      if (failed) return;
      const body = JSON.stringify(found);
      const head = { key: keyOf(dir, fingerprint), sha256: hashOf(body) };
      const partial = `${place(dir)}.${process.pid}.partial`;
      try {
        await makeFolder(folder);
        // Not written through to the disk: a torn entry is found out, and made again.
        await writeFile(partial, `${JSON.stringify(head)}\n${body}\n`);
        await rename(partial, place(dir));
      } catch (error) {
        failed = true;
        onFailure(whyNotWritten(error));
      }
    },
  };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

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

export interface Fingerprint {
  /** A hash of the names, sizes, times and places on disk of all files. */
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
