import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { systemErrorCode } from "@vmoe-bench/contracts";
import type { Command, CommandEnd } from "./machine.ts";

const keptCharacters = 65_536;
/** Between asking a command to end and ending it. */
const graceMilliseconds = 2_000;

/** Runs a command to its end; its whole process group ends with it on a time limit or an abort. */
export async function runCommand(command: Command): Promise<CommandEnd> {
  const { signal } = command;
  signal?.throwIfAborted();
  // Without a signal, Ctrl-C in a terminal must reach the children, so they stay in our group.
  const ownGroup = signal !== undefined && process.platform !== "win32";
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: ownGroup,
  });

  let timedOut = false;
  let force: NodeJS.Timeout | undefined;
  const kill = () => end(child, ownGroup, "SIGKILL");
  const stop = () => {
    end(child, ownGroup, "SIGTERM");
    force = setTimeout(kill, graceMilliseconds);
  };
  const limit = setTimeout(() => {
    timedOut = true;
    stop();
  }, command.limit);
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", kill);

  const stdout = tail(child.stdout);
  const stderr = tail(child.stderr);
  if (command.onLine !== undefined)
    createInterface({ input: child.stdout }).on("line", command.onLine);
  try {
    const exit = await exitOf(child);
    signal?.throwIfAborted();
    const output = { stdout: stdout(), stderr: stderr() };
    if (timedOut) return { end: "timed-out", limit: command.limit, ...output };
    if (exit.code !== null) return { end: "exited", code: exit.code, ...output };
    return { end: "killed", by: exit.by ?? "an unknown signal", ...output };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "EACCES") return { end: "not-found" };
    throw error;
  } finally {
    clearTimeout(limit);
    clearTimeout(force);
    signal?.removeEventListener("abort", stop);
    process.off("exit", kill);
  }
}

interface Exit {
  readonly code: number | null;
  readonly by: NodeJS.Signals | null;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, by) => resolve({ code, by }));
  });
}

function end(child: ChildProcess, ownGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch (error) {
    if (systemErrorCode(error) !== "ESRCH") throw error;
  }
}

function tail(stream: Readable): () => string {
  let text = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text = (text + chunk).slice(-keptCharacters);
  });
  return () => text;
}
