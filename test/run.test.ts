import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkJson } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { complaint, start, vmoeBench } from "./cli.ts";

const execute = promisify(execFile);
let results: string;
beforeAll(async () => {
  results = await mkdtemp(join(tmpdir(), "vmoe-bench-run-"));
});
afterAll(() => rm(results, { recursive: true }));

/** Folders of the runs below a results folder. */
async function runFolders(root: string): Promise<string[]> {
  const devices = await readdir(root);
  const runs = await Promise.all(
    devices.map(async (device) =>
      (await readdir(join(root, device))).map((run) => join(root, device, run)),
    ),
  );
  return runs.flat();
}

/** The machine that tests run on is not quiet: no pause for that, and no rounds beyond the first. */
const short = ["--cool-down", "0", "--half-width", "100"];
/** The null backend answers with zeros: there is nothing to compare. */
const bare = [...short, "--reference", "0"];

const rowSchema = z.object({
  arm: z.object({ model: z.string(), strategy: z.string() }),
  ratio: z.object({ rounds: z.int() }).nullable(),
});
const summariesSchema = z.array(z.object({ rows: z.array(rowSchema) }));

const dryRunSchema = z.object({ leastBlocks: z.int(), blocks: z.int() });
const recordSchema = z.object({ status: z.string(), sha256: z.string() });
const replaySchema = z.object({
  agreement: z.array(z.object({ of: z.string(), status: z.string() })),
});

describe("a whole run", () => {
  it("measures the V-MoE against its dense baseline, and compare recomputes the same table", async () => {
    const out = join(results, "whole");
    const ended = await vmoeBench(
      "run",
      "full",
      "--backend",
      "ort-node/cpu",
      "--strategy",
      "gather",
      "--images",
      "500",
      "--out",
      out,
      "--seed",
      "7",
      "--full",
      ...short,
    );
    expect(complaint(ended)).toMatch(/^exit 0/);
    expect(ended.stdout).toMatch(/fashion-vmoe-6x64-e4[^]*gather/);
    expect(ended.stdout).toMatch(
      /gather +profile +holds: 32\.691 of 32\.691 M FLOPs executed an image, mean of\s+4/,
    );
    expect(ended.stdout).toMatch(/gather +poison +holds: 4 of 4 images untouched, 4 expected/);
    const again = await vmoeBench("compare", "--results", out, "--full");
    expect(again.stdout).toBe(ended.stdout);
    const json = await vmoeBench("compare", "--results", out, "--json");
    const [summary] = checkJson(summariesSchema, json.stdout, "compare --json");
    expect(summary?.rows).toMatchObject([
      { arm: { model: "fashion-vit-6x64", strategy: "dense" }, ratio: null },
      { arm: { model: "fashion-vmoe-6x64-e4", strategy: "gather" } },
    ]);
    // On a machine that is not quiet more rounds may be needed than the first five.
    expect(summary?.rows[1]?.ratio?.rounds).toBeGreaterThanOrEqual(5);
    expect(ended.stdout).toMatch(/gather +first ever/);
    expect(ended.stdout).toMatch(/gather +32 of 32/);
    const [run] = await runFolders(out);
    expect(await readdir(run ?? "")).toContain("end.json");
  }, 240_000);

  it("can be replayed from one of its records", async () => {
    const out = join(results, "whole");
    const [run] = await runFolders(out);
    const file = (await readdir(run ?? "")).find((name) => name.endsWith("dense.b1.r1.json"));
    const record = join(run ?? "", file ?? "none");
    const ended = await vmoeBench("replay", record, "--results", out, "--json");
    const { agreement } = checkJson(replaySchema, ended.stdout, "replay --json");
    expect(agreement).toMatchObject([{ of: "median" }]);
    expect(ended.code).toBe(agreement[0]?.status === "differs" ? 1 : 0);
  }, 120_000);
});

describe("a run that is stopped", () => {
  it("by Ctrl-C keeps every finished block, and compare shows them", async () => {
    const out = join(results, "stopped");
    const { child, ended } = start(
      "run",
      "full",
      "--backend",
      "null",
      "--strategy",
      "gather",
      "--out",
      out,
      ...bare,
    );
    const finished = new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("latency")) resolve();
      });
    });
    await finished;
    const elsewhere = join(results, "elsewhere");
    const second = await vmoeBench("run", "--backend", "null", "--out", elsewhere);
    expect(complaint(second)).toMatch(
      /^exit 1: error: Process \d+ has been measuring on this machine since .*, into .*stopped/,
    );
    child.kill("SIGINT");
    const text = complaint(await ended);
    expect(text).toMatch(/^exit 1: .*error: The run was stopped before its last block\./);
    const [run] = await runFolders(out);
    const files = (await readdir(run ?? "")).filter((file) => file !== "run.json");
    const records = await Promise.all(files.map((file) => readFile(join(run ?? "", file), "utf8")));
    const statuses = records.map((text) => checkJson(recordSchema, text, "record").status);
    expect(statuses.filter((status) => status === "completed").length).toBeGreaterThanOrEqual(3);
    const compared = await vmoeBench("compare", "--results", out);
    expect(compared.code).toBe(0);
    expect(compared.stdout).toMatch(/blocks/);
  }, 120_000);

  it("goes on with the blocks that are missing", async () => {
    const out = join(results, "stopped");
    const [run] = await runFolders(out);
    const left = await vmoeBench("run", "--resume", run ?? "", "--out", out, "--dry-run", "--json");
    expect(left.code).toBe(0);
    const { leastBlocks, blocks } = checkJson(dryRunSchema, left.stdout, "run --dry-run --json");
    const completed = (await readdir(run ?? "")).length - 1;
    // 2 accuracy blocks, 2 proofs, 10 of 60 latency blocks at least, 6 cold and 6 first starts.
    expect(leastBlocks).toBeGreaterThanOrEqual(26 - completed);
    expect(leastBlocks).toBeLessThan(26 - 2);
    expect(blocks).toBe(leastBlocks + 50);
  });

  it("names a record that was damaged since, and goes on without it", async () => {
    const [run] = await runFolders(join(results, "stopped"));
    const [file] = (await readdir(run ?? "")).filter((name) => name !== "run.json");
    await writeFile(join(run ?? "", file ?? ""), '{"schemaVersion": 1, "runId"');
    const compared = await vmoeBench("compare", run ?? "");
    expect(compared.code).toBe(0);
    expect(compared.stderr).toContain(`left out: ${file}: it is not valid JSON.`);
  });
});

/** A file system of 300 kB, where this user may mount one. */
async function smallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "vmoe-bench-small-"));
  try {
    await execute("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", folder]);
    return folder;
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
}

describe("a full disk", () => {
  it("ends the run with one sentence, and every finished block stays", async (context) => {
    const disk = await smallDisk();
    if (disk === undefined) return context.skip("only root can mount a small file system");
    try {
      const text = complaint(
        await vmoeBench(
          "run",
          "full",
          "--backend",
          "null",
          "--strategy",
          "gather",
          "--out",
          disk,
          ...bare,
        ),
      );
      expect(text).toMatch(
        /^exit 1: .*error: The disk is full: ".*" could not be written\. \| Free space/,
      );
      const compared = await vmoeBench("compare", "--results", disk);
      expect(complaint(compared)).toBe("exit 0: ");
      expect(compared.stdout).toMatch(/of 26 blocks completed/);
    } finally {
      await execute("umount", [disk]);
      await rm(disk, { recursive: true });
    }
  }, 120_000);
});
