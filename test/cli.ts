import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("..", import.meta.url));
const main = fileURLToPath(new URL("../packages/cli/bin/vmoe-bench.js", import.meta.url));
const labMain = fileURLToPath(new URL("../packages/lab/dist/main.js", import.meta.url));

/** No test leaves anything in the user's own cache. */
const cache = join(tmpdir(), "vmoe-bench-test-cache");
/** Files of tests run beside each other, and each measures as if it were alone. */
const locks = join(tmpdir(), `vmoe-bench-test-locks-${process.pid}`);
process.once("exit", () => rmSync(locks, { recursive: true, force: true }));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the built program. */
export function start(...args: string[]): Started {
  return startScript(main, args);
}

function startScript(script: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: projectRoot,
    env: { ...process.env, NO_COLOR: "1", VMOE_BENCH_CACHE: cache, VMOE_BENCH_LOCKS: locks },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the built program to its end. */
export function vmoeBench(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

/** Runs the program that measures the harness to its end. */
export function lab(...args: string[]): Promise<Ended> {
  return startScript(labMain, args).ended;
}

/** What a user sees of a mistake: the sentences alone, when there is no stack trace. */
export function complaint({ code, stderr }: Ended): string {
  const stack = /^\s+at .+:\d+/m.test(stderr) ? " WITH A STACK TRACE" : "";
  return `exit ${code}${stack}: ${stderr.trim().replaceAll(/\s*\n\s*/g, " | ")}`;
}
