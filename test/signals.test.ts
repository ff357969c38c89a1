import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { findBrowser } from "@vmoe-bench/setup";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "./cli.ts";
import { greyPng } from "./grey-png.ts";

const main = fileURLToPath(new URL("../packages/cli/bin/vmoe-bench.js", import.meta.url));
const browser = await findBrowser("chrome");
const onLinux = process.platform === "linux";

interface Trial {
  readonly child: ChildProcess;
  readonly root: string;
  readonly said: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

const byNode = [process.execPath, main] as const;
const byNpx = ["npx", "vmoe-bench"] as const;

/** A run that has begun a block. */
function startedRun(backend: string, by: readonly [string, string] = byNode): Promise<Trial> {
  const what = ["--backend", backend, "--strategy", "gather", "--images", "8", "--reference", "0"];
  return started(by, (out) => ["run", ...what, "--out", out], /accuracy/);
}

/** The program in a process group of its own, with a temporary folder of its own, once it has said that. */
async function started(
  [program, name]: readonly [string, string],
  args: (out: string) => readonly string[],
  begun: RegExp,
  root = mkdtempSync(join(tmpdir(), "signals-")),
): Promise<Trial> {
  mkdirSync(join(root, "tmp"), { recursive: true });
  const child = spawn(program, [name, ...args(join(root, "out"))], {
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
    // What npx started goes when it sees that npx has gone.
    await expect.poll(() => processesBelow(root), { timeout: 10_000 }).toEqual([]);
    rmSync(root, { recursive: true, force: true });
  });
  await expect.poll(() => said, { timeout: 90_000, interval: 100 }).toMatch(begun);
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

const processesOf = ({ root }: Trial): number[] => processesBelow(root);

/** Every process of a trial, told by the temporary folder in its environment. */
function processesBelow(root: string): number[] {
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

const stoppedRun = [
  "error: The run was stopped before its last block.",
  "Go on with: vmoe-bench run --resume",
];

async function expectNothingLeft(
  run: Trial,
  sentences: readonly string[] = stoppedRun,
): Promise<void> {
  for (const sentence of sentences) expect(run.said()).toContain(sentence);
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

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "whose npx alone gets %s ends as if it had got SIGTERM",
    async (signal) => {
      const run = await startedRun("ort-node/cpu", byNpx);
      run.child.kill(signal);
      expect(await run.ended).toBe(signal);
      await expectNothingLeft(run);
    },
    120_000,
  );

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

/** Two classes of flat pictures, and a recipe that would learn them for a long time. */
function lesson() {
  const root = mkdtempSync(join(tmpdir(), "signals-"));
  const images = join(root, "photos");
  for (const split of ["train", "val"])
    for (const [name, grey] of [
      ["dark", 30],
      ["bright", 200],
    ] as const) {
      mkdirSync(join(images, split, name), { recursive: true });
      for (let i = 0; i < 12; i++)
        writeFileSync(
          join(images, split, name, `${i}.png`),
          greyPng(28, 28, new Uint8Array(784).fill(grey + i)),
        );
    }
  const small = { patch: 14, width: 8, depth: 1, heads: 1, mlpWidth: 8, classes: 2 };
  const model = { imageSize: 28, channels: 1, ...small };
  const optimiser = { learningRate: 0.01 };
  const recipe = { dataset: images, model, epochs: 5_000, batch: 4, optimiser, heldOut: 0.2 };
  writeFileSync(join(root, "small.json"), JSON.stringify(recipe));
  return { root, images, recipe: join(root, "small.json") };
}

describe.skipIf(!onLinux)("a training", () => {
  const stopped = ["error: Stopped before the end.", "it goes on from the last whole epoch."];

  test("of a recipe that gets SIGHUP ends cleanly, goes on, and ends as cleanly by two SIGINTs", async () => {
    const { root, images, recipe } = lesson();
    const args = (out: string) =>
      "train --threads 1 --data".split(" ").concat(images, recipe, "--out", out);
    const run = await started(byNode, args, /epoch 2\//, root);
    process.kill(-(run.child.pid ?? 0), "SIGHUP");
    expect(await run.ended).toBe(1);
    await expectNothingLeft(run, stopped);
    const again = await started(byNode, args, /[1-9]\d* done before\n.*epoch /, root);
    process.kill(-(again.child.pid ?? 0), "SIGINT");
    await sleep(1);
    process.kill(-(again.child.pid ?? 0), "SIGINT");
    expect(await again.ended).toBe(1);
    await expectNothingLeft(again, stopped);
  }, 200_000);

  test("by upcycle that gets SIGHUP ends cleanly, goes on, and takes its child along when it is killed", async () => {
    const { root, images } = lesson();
    const map = join(root, "map.json");
    writeFileSync(map, '{"dark": "Bag", "bright": "Coat"}');
    const what =
      "upcycle fashion-vit-6x64 --experts 2 --layers 1 --epochs 5000 --batch 4 --threads 1";
    const given = ["--class-map", map, "--data", images];
    const args = (out: string) => [...what.split(" "), ...given, "-o", out];
    const run = await started(byNode, args, /epoch 2:/, root);
    process.kill(-(run.child.pid ?? 0), "SIGHUP");
    expect(await run.ended).toBe(1);
    await expectNothingLeft(run, stopped);
    const again = await started(byNode, args, /epoch [3-9]\d*:/, root);
    again.child.kill("SIGKILL");
    expect(await again.ended).toBe("SIGKILL");
    await expect.poll(() => processesOf(again), { timeout: 10_000 }).toEqual([]);
  }, 200_000);
});
