import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { projectRoot } from "./cli.ts";
import { nothingSuite } from "./nothing-suite.ts";

const runFile = promisify(execFile);
const measuredSchema = z.object({
  pid: z.int(),
  summary: z.object({
    rows: z.array(
      z.object({
        arm: z.object({ backend: z.string(), strategy: z.string() }),
        blocks: z.object({ completed: z.int(), failed: z.int(), unsupported: z.int() }),
        reference: z.object({ images: z.int(), differing: z.int() }),
        proofs: z.array(z.object({ method: z.string(), holds: z.boolean().optional() })),
      }),
    ),
  }),
});
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-examples-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs an example as its reader does; `vmoe-bench` is this checkout's, as it was built. */
function example(name: string, ...args: string[]): Promise<string> {
  return script(join("examples", `${name}.js`), ...args);
}

async function script(path: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, VMOE_BENCH_LOCKS: join(folder, "locks"), OPENED: opened() };
  const words = [join(projectRoot, path), ...args];
  return (await runFile(process.execPath, words, { cwd: folder, env })).stdout;
}

/** Where the workers of own-backend/opened.js note themselves. */
const opened = () => join(folder, "opened");

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

it("opens a backend of one's own in every worker, where it conforms and its experts are proven", async () => {
  const suite = {
    ...nothingSuite,
    name: "own-sparse",
    description: "The reference interpreter as a backend, with experts.",
    models: ["fashion-vmoe-6x64-e4"],
    dataset: { name: "fashion-mnist", split: "test", images: 2 },
    referenceImages: 2,
    proofImages: 2,
  };
  const path = join(folder, "own-sparse.json");
  await writeFile(path, JSON.stringify(suite));
  const said = await script("test/own-backend/measure.js", path, join(folder, "sparse"));
  const { pid, summary } = measuredSchema.parse(JSON.parse(said));
  const [row] = summary.rows;
  expect(summary.rows).toHaveLength(1);
  expect(row?.arm).toEqual({ backend: "plain-js/cpu", strategy: "gather" });
  // Its accuracy and its proof; the rest is time alone.
  expect(row?.blocks).toMatchObject({ completed: 2, failed: 0, unsupported: 0 });
  expect(row?.reference).toEqual({ images: 2, differing: 0 });
  // It has no profile of its own to be read.
  expect(row?.proofs).toEqual([{ method: "none" }, { method: "poison", holds: true }]);

  const notes = (await readFile(opened(), "utf8")).trimEnd().split("\n");
  const workers = notes.filter((note) => !note.startsWith("ok: "));
  // A process a block, each a child of the one that ran the suite and none of them itself.
  expect(new Set(workers).size).toBe(3);
  for (const worker of workers) expect(worker).toMatch(new RegExp(`^(?!${pid} )\\d+ of ${pid}$`));
  expect(notes).toContain("ok: shows which experts ran: per image, k=2, gather");
}, 300_000);

it("runs a suite from a program", async () => {
  const path = join(folder, "nothing.json");
  await writeFile(path, JSON.stringify(nothingSuite));
  const said = await example("run-a-suite", path, join(folder, "more"));
  expect(said).toMatch(/fashion-vit-6x64 on null: \d+\.\d+ ms\nRecords: .*more/);
}, 300_000);
