import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { makeFolder, whyNotWritten } from "@vmoe-bench/files";
import { z } from "zod";
import type { ReadSummary } from "./read-run-summary.ts";

/** What `compare` would compute again from the same files by the same code. */
export interface SummaryCache {
  get(dir: string, fingerprint: string): Promise<ReadSummary | undefined>;
  set(dir: string, fingerprint: string, found: ReadSummary): Promise<void>;
}

const headSchema = z.strictObject({
  /** Of the code, the run's folder and its files. */
  key: z.string(),
  /** Of the line below. */
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
