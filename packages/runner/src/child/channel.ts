import { fork, spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A process that was started, and the way of messages to it and from it. */
export interface Channel {
  readonly process: ChildProcess;
  readonly stderr: Readable | null;
  /** @param onFault called where the process can't be reached any more */
  readonly send: (message: object, onFault: () => void) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Says that no more comes, at which the process ends. */
  readonly close: () => void;
}

/** A module of ours in a fresh Node process, which calls `serveParent`. */
export interface Script {
  readonly script: string;
  /** This process's own unless told. */
  readonly env?: NodeJS.ProcessEnv;
  /** Flags of Node, as `--max-old-space-size=512`. */
  readonly execArgv?: readonly string[];
}

/** Any program that reads a line of JSON for each message, and answers so; it ends with its input. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
}

export function openChannel(what: Script | Program): Channel {
  return "script" in what ? overIpc(what) : overLines(what);
}

function overIpc({ script, env = process.env, execArgv = [] }: Script): Channel {
  const child = fork(script, {
    serialization: "json",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env,
    execArgv: [...execArgv],
  });
  return {
    process: child,
    stderr: child.stderr,
    send: (message, onFault) => {
      child.send(message, (error) => {
        if (error !== null) onFault();
      });
    },
    onMessage: (listener) => child.on("message", listener),
    close: () => child.disconnect(),
  };
}

function overLines({ program, args }: Program): Channel {
  const child = spawn(program, [...args], { stdio: "pipe" });
  child.stdin.on("error", () => undefined);
  return {
    process: child,
    stderr: child.stderr,
    send: (message, onFault) => {
      child.stdin.write(`${JSON.stringify(message)}\n`, (error) => {
        if (error) onFault();
      });
    },
    onMessage: (listener) =>
      createInterface({ input: child.stdout }).on("line", (line) => {
        listener(jsonOf(line));
      }),
    close: () => child.stdin.end(),
  };
}

/** What is no JSON is a message that no schema knows. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
