import { statfs } from "node:fs/promises";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { systemErrorCode } from "@vmoe-bench/contracts";
import type { Command, CommandEnd, Machine } from "./machine.ts";

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  nodePath: process.execPath,
  nodeApi: Number(process.versions["napi"]),
  env: process.env,
  run: runCommand,
  reaches: (url, signal) => reaches(url, process.env, signal),
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

const limitMilliseconds = 4_000;

/**
 * True if the URL's host answers in time. Through the proxy that the environment names, if any,
 * since the tools that we start for the download go through it too.
 */
export async function reaches(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<boolean> {
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(limitMilliseconds);
  const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const proxy = env["HTTPS_PROXY"] ?? env["https_proxy"];
  const answered = proxy
    ? await tunnels(proxy, new URL(url), either)
    : await fetch(url, { method: "HEAD", redirect: "manual", signal: either }).then(
        () => true,
        () => false,
      );
  signal?.throwIfAborted();
  return answered;
}

function tunnels(proxy: string, target: URL, signal: AbortSignal): Promise<boolean> {
  if (!URL.canParse(proxy)) return Promise.resolve(false);
  const { protocol, hostname, port, username, password } = new URL(proxy);
  const request = protocol === "https:" ? secureRequest : plainRequest;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const headers =
    username === "" ? {} : { "proxy-authorization": `Basic ${login.toString("base64")}` };
  const host = `${target.hostname}:${target.port === "" ? "443" : target.port}`;
  return new Promise((resolve) => {
    const connect = request({ hostname, port, method: "CONNECT", path: host, headers, signal });
    connect.once("connect", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode === 200);
    });
    connect.once("error", () => resolve(false));
    connect.end();
  });
}

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
