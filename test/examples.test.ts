import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "./cli.ts";
import { nothingSuite } from "./nothing-suite.ts";

const runFile = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-examples-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs an example as its reader does; `vmoe-bench` is this checkout's, as it was built. */
async function example(name: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, VMOE_BENCH_LOCKS: join(folder, "locks") };
  const path = join(projectRoot, "examples", `${name}.js`);
  return (await runFile(process.execPath, [path, ...args], { cwd: folder, env })).stdout;
}

it("measures with a backend of one's own that conforms, and reads its numbers back", async () => {
  const suite = {
    ...nothingSuite,
    name: "own",
    description: "The reference interpreter as a backend.",
    dataset: { name: "fashion-mnist", split: "test", images: 2 },
    referenceImages: 0,
  };
  await writeFile(join(folder, "suite.json"), JSON.stringify(suite));
  const out = join(folder, "results");
  const said = await example("check-own-backend", join(folder, "suite.json"), out);
  expect(said).toContain("ok: shows which experts ran: per image, k=2, gather");
  expect(said).toMatch(/fashion-vit-6x64 on plain-js\/cpu: \d+\.\d+ ms/);
  const read: unknown = JSON.parse(await example("read-records", out));
  expect(read).toMatchObject({ backend: "plain-js/cpu", strategy: "dense" });
}, 300_000);

it("runs a suite from a program", async () => {
  const path = join(folder, "nothing.json");
  await writeFile(path, JSON.stringify(nothingSuite));
  const said = await example("run-a-suite", path, join(folder, "more"));
  expect(said).toMatch(/fashion-vit-6x64 on null: \d+\.\d+ ms\nRecords: .*more/);
}, 300_000);
