import { cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { projectRoot, start } from "./cli.ts";
import { noBrowser, openPhone } from "./phone/phone.ts";

const committed = join(projectRoot, "results", "xeon-2core");
let results: string;
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), "vmoe-bench-dashboard-"));
  onTestFinished(() => rm(results, { recursive: true, force: true }));
});

/** A run of which only the first blocks are there, and the files that are to come. */
async function unfinishedRun(): Promise<{ dir: string; come: () => Promise<void> }> {
  const [run = ""] = (await readdir(committed)).toSorted();
  const dir = join(results, "xeon-2core", run);
  await mkdir(dir, { recursive: true });
  const files = (await readdir(join(committed, run))).toSorted();
  const records = files.filter((name) => /^\d/.test(name));
  for (const name of ["run.json", ...records.slice(0, 60)])
    await cp(join(committed, run, name), join(dir, name));
  const next = records[60] ?? "";
  return {
    dir,
    // As the runner writes it: whole or not at all.
    async come() {
      await cp(join(committed, run, next), join(dir, `${next}.partial`));
      await rename(join(dir, `${next}.partial`), join(dir, next));
    },
  };
}

async function serve(): Promise<{ url: string; interrupt: () => Promise<number | null> }> {
  const { child, ended } = start("dashboard", "--serve", "--results", results, "--port", "0");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const url = await vi.waitUntil(() => /http:\/\/\S+/.exec(said)?.[0], {
    timeout: 30_000,
    interval: 100,
  });
  return {
    url,
    async interrupt() {
      child.kill("SIGINT");
      return (await ended).code;
    },
  };
}

test.skipIf(noBrowser !== undefined)(
  "a block that ends while somebody watches is shown, and Ctrl-C ends the server",
  { timeout: 120_000 },
  async () => {
    const { dir, come } = await unfinishedRun();
    const { url, interrupt } = await serve();
    expect(new URL(url).hostname).toBe("127.0.0.1");
    const page = await openPhone(url);
    await page.untilItSays(basename(dir));
    const before = doneIn(await page.text());
    expect(before).toBe(60);
    await come();
    await page.untilItSays("61 of ");
    expect(await interrupt()).toBe(0);
    await page.untilItSays("The server has ended: this is what it showed last.");
  },
);

/** "newest run …, 60 of 98 blocks are done." */
function doneIn(text: string): number {
  return Number(/(\d+) of \d+ blocks are done/.exec(text)?.[1]);
}

test("without the token nothing is served", async () => {
  const { url, interrupt } = await serve();
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(new URL("/data.js", url))).status).toBe(401);
  expect(await interrupt()).toBe(0);
});
