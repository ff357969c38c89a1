import { copyFile, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { listRuns } from "@vmoe-bench/runner";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { generateResults } from "../testing/generate-results.ts";
import { fingerprintOf, openSummaryCache, type SummaryCache } from "./summary-cache.ts";
import { readSummaries } from "./read-summaries.ts";

let root: string;
let dirs: string[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "vmoe-bench-summaries-"));
  await generateResults(join(root, "results"), {
    runs: 2,
    recordsPerRun: 20,
    samplesPerRecord: 30,
  });
  dirs = (await listRuns(join(root, "results"))).map(({ dir }) => dir);
  // A second is not enough for a file to count as lying still; its times can't be set back.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
});
afterAll(() => rm(root, { recursive: true }));

const noProblem = (problem: string): never => {
  throw new Error(problem);
};
const cacheIn = (name: string, code = "code") =>
  openSummaryCache(join(root, name), code, noProblem);
const read = (cache: SummaryCache | undefined) =>
  readSummaries(dirs, { cache, startWorkers: undefined, onProblem: () => undefined });

/** A cache that counts what it knew. */
function counted(cache: SummaryCache): SummaryCache & { readonly hits: () => number } {
  let hits = 0;
  return {
    set: async (...entry) => cache.set(...entry),
    hits: () => hits,
    async get(dir, fingerprint) {
      const entry = await cache.get(dir, fingerprint);
      if (entry !== undefined) hits++;
      return entry;
    },
  };
}

async function hitsOf(cache: SummaryCache): Promise<number> {
  const counting = counted(cache);
  await read(counting);
  return counting.hits();
}

test("from the cache come the very numbers that come from the records", async () => {
  const fresh = await read(undefined);
  expect(fresh[0]?.rows).toHaveLength(10);
  expect(await read(cacheIn("same"))).toEqual(fresh);
  const again = counted(cacheIn("same"));
  expect(await read(again)).toEqual(fresh);
  expect(again.hits()).toBe(2);
});

test("other code, and an entry that is torn or altered, are no entry", async () => {
  await read(cacheIn("torn"));
  expect(await hitsOf(cacheIn("torn", "other code"))).toBe(0);
  await read(cacheIn("torn"));
  const [first, second] = await readdir(join(root, "torn"));
  const [one, two] = [first, second].map((name) => join(root, "torn", name ?? ""));
  await writeFile(one ?? "", (await readFile(one ?? "", "utf8")).slice(0, 500));
  const text = await readFile(two ?? "", "utf8");
  await writeFile(two ?? "", text.replace(/"medianMs":[\d.]+/, '"medianMs":0.001'));
  expect(await hitsOf(cacheIn("torn"))).toBe(0);
  expect(await hitsOf(cacheIn("torn"))).toBe(2);
});

test("a file that changes, even with its size and its date kept, makes its run be read again", async () => {
  await read(cacheIn("changed"));
  const [dir = ""] = dirs;
  const [name = ""] = (await readdir(dir)).filter((file) => file !== "run.json");
  const file = join(dir, name);
  const before = await fingerprintOf(dir);
  await copyFile(file, join(root, "kept"));
  await writeFile(file, (await readFile(file, "utf8")).replace("generated", "GENERATED"));
  await utimes(file, new Date(0), new Date(0));
  const after = await fingerprintOf(dir);
  expect(after.hash).not.toBe(before.hash);
  expect(after.settled).toBe(false);
  const problems: string[] = [];
  const cache = counted(cacheIn("changed"));
  await readSummaries(dirs, {
    cache,
    startWorkers: undefined,
    onProblem: (problem) => problems.push(problem),
  });
  expect(cache.hits()).toBe(1);
  expect(problems).toHaveLength(1);
  await copyFile(join(root, "kept"), file);
});

// Below /proc, Node's own recursive mkdir would never end.
const noPlaces =
  process.platform === "linux" ? ["a file/cache", "/proc/nowhere/cache"] : ["a file/cache"];
test.each(noPlaces)(
  "a cache in %s says once that it can't be, and the numbers are there",
  async (place) => {
    await writeFile(join(root, "a file"), "");
    const onFailure = vi.fn<(reason: string) => void>();
    const cache = openSummaryCache(resolve(root, place), "code", onFailure);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await read(cache)).toHaveLength(2);
    expect(onFailure).toHaveBeenCalledOnce();
  },
);
