import { fork } from "node:child_process";
import {
  eventSchema,
  isEnd,
  messageOf,
  protocolVersion,
  type Block,
  type BlockEnd,
  type Command,
  type Host,
  type HostEvent,
} from "@vmoe-bench/contracts";
import { crashFailure, failedEnd, StderrTail } from "./crash.ts";
import { watchSuspension, type SuspensionWatch } from "./suspension.ts";
import { defaultTimeLimitMs } from "./time-limit.ts";

export interface ProcessHostOptions {
  /** The worker's entry, a module that calls `serveBlocks`. */
  readonly workerPath: string;
  /** Environment of a block's process; this process's own unless told. */
  readonly env?: (block: Block) => NodeJS.ProcessEnv;
  /** Flags of Node, as `--max-old-space-size=512`. */
  readonly execArgv?: readonly string[];
  /** When it says nothing for so long, the process is killed and the block has failed. */
  readonly timeLimitMs?: (block: Block) => number;
}

/** What a worker may take to exit after its last message, or after SIGTERM. */
const graceMs = 2_000;

/** Runs each block in a fresh Node process. */
export function createProcessHost(options: ProcessHostOptions): Host {
  return {
    run: (block, onEvent, signal) =>
      signal.aborted
        ? Promise.resolve({ type: "aborted" })
        : runInProcess(block, onEvent, signal, options),
  };
}

function runInProcess(
  block: Block,
  onEvent: (event: HostEvent) => void,
  signal: AbortSignal,
  options: ProcessHostOptions,
): Promise<BlockEnd> {
  const limitMs = (options.timeLimitMs ?? defaultTimeLimitMs)(block);
  return new Promise((resolve) => {
    const child = fork(options.workerPath, {
      serialization: "json",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: options.env?.(block) ?? process.env,
      execArgv: [...(options.execArgv ?? [])],
    });
    const stderr = new StderrTail();
    child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));

    const timers: NodeJS.Timeout[] = [];
    const kill = () => child.kill("SIGKILL");
    const after = (ms: number, action: () => void) => {
      const timer = setTimeout(action, ms);
      timers.push(timer);
      return timer;
    };
    /** The first end counts; the process is given the grace to exit by itself. */
    let end: BlockEnd | undefined;
    const endWith = (reached: BlockEnd) => {
      end ??= reached;
      after(graceMs, kill);
    };
    const abort = () => {
      endWith({ type: "aborted" });
      child.kill("SIGTERM");
    };
    /** The child has exited, or was never there: nothing more will come. */
    const settle = (gone: BlockEnd) => {
      timers.forEach((timer) => clearTimeout(timer));
      watch.end();
      signal.removeEventListener("abort", abort);
      resolve(end ?? gone);
    };

    signal.addEventListener("abort", abort, { once: true });
    const silence = after(limitMs, () => {
      endWith(
        failedEnd(
          "time-limit",
          `The block said nothing for ${Math.round(limitMs / 1_000)} s and was stopped.`,
          "Try a smaller profile or model; if it hangs again, report it.",
        ),
      );
      kill();
    });
    // Time in which nothing ran is no silence of the block.
    const watch = watchSuspension(child.pid, () => silence.refresh());
    child.on("message", (message) => {
      if (end !== undefined) return;
      silence.refresh();
      const event = eventSchema.safeParse(message);
      if (!event.success) {
        endWith(
          failedEnd(
            "bad-message",
            "The block's process sent a message that the protocol does not know.",
            "Build the packages again, so that both sides are of one version.",
          ),
        );
        kill();
        return;
      }
      const told = withSuspension(event.data, watch);
      if (isEnd(told)) endWith(told);
      onEvent(told);
    });
    child.on("error", (error) => {
      if (child.pid !== undefined) return;
      settle(
        failedEnd(
          "no-process",
          `The block's process could not be started: ${messageOf(error)}`,
          "Look at the limits on processes and memory of this machine.",
        ),
      );
    });
    // "close" comes after the last message and the last of stderr, "exit" may come before.
    child.on("close", (code, killedBy) => settle(crashFailure(code, killedBy, stderr.text())));
    child.on("exit", () => after(graceMs, () => child.stderr?.destroy()));

    const command: Command = { type: "run", protocol: protocolVersion, block };
    child.send(command, (error) => {
      // A process that died before it could listen is reported by "close".
      if (error !== null) kill();
    });
  });
}

function withSuspension(event: HostEvent, watch: SuspensionWatch): HostEvent {
  return event.type === "completed" ? { ...event, suspendedMs: watch.end() } : event;
}
