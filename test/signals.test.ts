import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { findBrowser } from "@vmoe-bench/setup";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "./cli.ts";

const main = fileURLToPath(new URL("../packages/cli/dist/main.js", import.meta.url));
const browser = await findBrowser("chrome");
const onLinux = process.platform === "linux";

interface Trial {
  readonly child: ChildProcess;
  readonly root: string;
  readonly said: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** A run in a process group of its own, with a temporary folder of its own, that has begun a block. */
async function startedRun(backend: string): Promise<Trial> {
  const root = mkdtempSync(join(tmpdir(), "signals-"));
  mkdirSync(join(root, "tmp"));
  const what = ["--backend", backend, "--strategy", "gather", "--images", "8", "--reference", "0"];
  const child = spawn(process.execPath, [main, "run", ...what, "--out", join(root, "out")], {
    cwd: projectRoot,
    env: { ...environmentOf(root), NO_COLOR: "1" },
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    await sleep(500);
    rmSync(root, { recursive: true, force: true });
  });
  await expect.poll(() => said, { timeout: 90_000, interval: 100 }).toMatch(/accuracy/);
  return { child, root, said: () => said, ended };
}

function environmentOf(root: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    TMPDIR: join(root, "tmp"),
    VMOE_BENCH_CACHE: join(root, "cache"),
    VMOE_BENCH_LOCKS: join(root, "locks"),
  };
}

/** Every process below the run, told by the temporary folder in its environment. */
function processesOf({ root }: Trial): number[] {
  const mark = `TMPDIR=${join(root, "tmp")}\0`;
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/environ`, "utf8").includes(mark) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

const filesOf = ({ root }: Trial): string[] => readdirSync(join(root, "tmp"));

async function expectNothingLeft(run: Trial): Promise<void> {
  expect(run.said()).toContain("error: The run was stopped before its last block.");
  expect(run.said()).toContain("Go on with: vmoe-bench run --resume");
  expect(readdirSync(join(run.root, "locks"))).toEqual([]);
  await expect.poll(() => processesOf(run), { timeout: 10_000 }).toEqual([]);
  expect(filesOf(run)).toEqual([]);
}

describe.skipIf(!onLinux)("a run", () => {
  test("that gets SIGHUP ends as by SIGTERM", async () => {
    const run = await startedRun("ort-node/cpu");
    process.kill(-(run.child.pid ?? 0), "SIGHUP");
    expect(await run.ended).toBe(1);
    await expectNothingLeft(run);
  }, 120_000);

  test("that gets two SIGINTs at once, as from npx, ends as by one", async () => {
    const run = await startedRun("ort-node/cpu");
    process.kill(-(run.child.pid ?? 0), "SIGINT");
    await sleep(1);
    run.child.kill("SIGINT");
    expect(await run.ended).toBe(1);
    await expectNothingLeft(run);
  }, 120_000);

  test.skipIf(!browser.available).each(["ort-web/wasm", "ort-node/cpu"])(
    "on %s that is killed takes its children along, and the next start its files",
    async (backend) => {
      const run = await startedRun(backend);
      // Between two blocks there is none but the run itself.
      await expect.poll(() => processesOf(run).length, { timeout: 30_000 }).toBeGreaterThan(1);
      run.child.kill("SIGKILL");
      expect(await run.ended).toBe("SIGKILL");
      await expect.poll(() => processesOf(run), { timeout: 10_000 }).toEqual([]);
      expect(filesOf(run).length).toBeGreaterThan(0);
      const next = spawn(process.execPath, [main, "setup", "--go-on", "browser"], {
        env: environmentOf(run.root),
        stdio: "ignore",
      });
      await new Promise((resolve) => next.on("close", resolve));
      expect(filesOf(run)).toEqual([]);
    },
    150_000,
  );
});
