import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BlockEnd, HostEvent } from "@vmoe-bench/contracts";
import { describe, expect, test, vi } from "vitest";
import { blockNamed, plan, temporaryFolder } from "../testing/suite.ts";
import { createProcessHost, type ProcessHostOptions } from "./process-host.ts";

/** A worker runs as built JavaScript, as every process does: build before testing. */
const built = (source: URL) =>
  fileURLToPath(source).replace("/src/", "/dist/").replace(/\.ts$/, ".js");
const misbehaving = built(new URL("./fixtures/misbehaving-worker.ts", import.meta.url));
const serving = built(new URL("./fixtures/serving-worker.ts", import.meta.url));
const nullWorker = built(new URL("./fixtures/null-worker.ts", import.meta.url));
const parentOfHanging = built(new URL("./fixtures/parent.ts", import.meta.url));
const never = () => new AbortController().signal;

function misbehave(id: string, options: Partial<ProcessHostOptions> = {}) {
  const host = createProcessHost({ workerPath: misbehaving, ...options });
  return host.run(blockNamed(id), () => undefined, never());
}

function messageOf(end: BlockEnd): string {
  return end.type === "failed" ? end.failure.message : "";
}

describe("a process that does not end well is a failed block", () => {
  test("a crash, with its last words", async () => {
    expect(await misbehave("crash")).toEqual({
      type: "failed",
      failure: {
        code: "crash",
        message:
          "The block's process crashed with exit code 3. Its last words: the driver fell over",
        remedy: "Run it again; if it crashes again, this runtime can't run this model here.",
      },
    });
  });

  test.each([
    ["abort", "crash", /signal SIGABRT|exit code 134/],
    ["killed", "killed", /killed by the system/],
    ["no-result", "no-result", /without a result/],
    ["garbage", "bad-message", /does not know/],
  ])("%s", async (id, code, message) => {
    const end = await misbehave(id);
    expect(end).toMatchObject({ type: "failed", failure: { code } });
    expect(messageOf(end)).toMatch(message);
  });

  test("a hang, at its time limit", async () => {
    const end = await misbehave("hang", { timeLimitMs: () => 300 });
    expect(end).toMatchObject({ type: "failed", failure: { code: "time-limit" } });
  });

  test("slow work that tells of its progress is no hang", async () => {
    const end = await misbehave("slow", { timeLimitMs: () => 2_000 });
    expect(end).toMatchObject({ type: "unsupported" });
  });

  test("lack of memory", async () => {
    const end = await misbehave("out-of-memory", { execArgv: ["--max-old-space-size=20"] });
    expect(end).toMatchObject({ type: "failed", failure: { code: "out-of-memory" } });
  });

  test("a worker that is not there", async () => {
    const end = await misbehave("crash", { workerPath: "/no/such/worker.js" });
    expect(end).toMatchObject({ type: "failed", failure: { code: "crash" } });
    expect(messageOf(end)).toContain("Cannot find module");
  });

  test("only the end of what it wrote is kept", async () => {
    const end = await misbehave("chatty");
    expect(messageOf(end)).toMatch(/x the end$/);
    expect(messageOf(end).length).toBeLessThan(4_300);
  });
});

test("what a process said before it crashed or hung is its end", async () => {
  expect(await misbehave("crash-after-result")).toMatchObject({ failure: { code: "own" } });
  expect(await misbehave("stay-after-result")).toMatchObject({ type: "unsupported" });
});

test("an abort ends the process and the block", async () => {
  const controller = new AbortController();
  const host = createProcessHost({ workerPath: misbehaving });
  const end = host.run(blockNamed("hang"), () => undefined, controller.signal);
  setTimeout(() => controller.abort(), 200);
  expect(await end).toEqual({ type: "aborted" });
});

test("a block that is aborted before it starts starts no process", async () => {
  const host = createProcessHost({ workerPath: "/no/such/worker.js" });
  const end = await host.run(blockNamed("hang"), () => undefined, AbortSignal.abort());
  expect(end).toEqual({ type: "aborted" });
});

/** The process that one started with a script of this name. */
function childOf(parent: number, script: string): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const worker = pids.find((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const ppid = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
      return (
        ppid === String(parent) && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(script)
      );
    } catch {
      return false;
    }
  });
  if (worker === undefined) throw new Error(`There is no ${script}.`);
  return Number(worker);
}

describe("a worker that serves blocks", () => {
  test("measures, with what it emits on the way", async () => {
    const host = createProcessHost({ workerPath: nullWorker });
    const { blocks } = plan();
    for (const block of [blocks[2], blocks.find(({ task }) => task.kind === "latency")]) {
      if (block === undefined) throw new Error("The plan has no such block.");
      const events: HostEvent[] = [];
      const end = await host.run(
        { ...block, files: "", images: "" },
        (event) => events.push(event),
        never(),
      );
      expect(end).toMatchObject({
        type: "completed",
        measurement: { kind: block.task.kind, placement: { strategy: block.arm.strategy } },
      });
      expect(events[0]?.type).toBe("started");
      expect(events.at(-1)).toEqual(end);
      expect(end).toMatchObject({ suspendedMs: 0 });
    }
  });

  test.skipIf(process.platform !== "linux")(
    "that is stopped and goes on says for how long it stood still",
    async () => {
      const host = createProcessHost({ workerPath: nullWorker });
      const block = plan().blocks.find(({ task }) => task.kind === "latency");
      if (block?.task.kind !== "latency") throw new Error("The plan has no such block.");
      const task = { ...block.task, minMs: 1_500, maxMs: 60_000 };
      let stopped = false;
      const end = await host.run(
        { ...block, task, files: "", images: "" },
        ({ type }) => {
          if (type !== "progress" || stopped) return;
          stopped = true;
          const pid = childOf(process.pid, "null-worker");
          process.kill(pid, "SIGSTOP");
          setTimeout(() => process.kill(pid, "SIGCONT"), 1_500);
        },
        never(),
      );
      if (end.type !== "completed") throw new Error(`It ended as ${end.type}.`);
      // To a beat of 250 ms, on a machine that others use, too.
      expect(end.suspendedMs).toBeGreaterThan(900);
      expect(end.suspendedMs).toBeLessThan(4_000);
    },
    30_000,
  );

  test("says what is unsupported, and names its own bugs", async () => {
    const host = createProcessHost({ workerPath: serving });
    const end = (id: string) => host.run(blockNamed(id), () => undefined, never());
    expect(await end("unsupported")).toEqual({
      type: "unsupported",
      reason: "No such provider.",
      remedy: "Ask for another.",
    });
    const bug = await end("bug");
    expect(bug).toMatchObject({ failure: { code: "bug" } });
    expect(messageOf(bug)).toContain("TypeError: x is not a function");
  });

  test("dies with the process that started it", async () => {
    const pidFile = join(await temporaryFolder(), "pid");
    const parent = spawn(process.execPath, [parentOfHanging], {
      env: { ...process.env, BLOCK: JSON.stringify(blockNamed("hang")), PID_FILE: pidFile },
      stdio: "ignore",
    });
    const pid = await vi.waitFor(
      async () => {
        const text = await readFile(pidFile, "utf8");
        expect(text).toMatch(/^\d+$/);
        return Number(text);
      },
      { timeout: 10_000, interval: 50 },
    );
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), {
      timeout: 10_000,
      interval: 50,
    });
  });
});
