import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { messageOf } from "@vmoe-bench/contracts";
import type { RunEnding } from "../queue/run-queue.ts";
import { trainEventSchema, type TrainCommand, type TrainEvent } from "./protocol.ts";

const workerPath = fileURLToPath(new URL("./train-worker.js", import.meta.url));

/** Of what a process wrote to stderr, this many characters are shown when it dies. */
const lastWords = 2_000;

/** What a step, at most, and the writing of a checkpoint may take after SIGTERM. */
const graceMs = 20_000;

/**
 * Trains one model in a process of its own: TensorFlow takes its threads once a process, and a
 * crash takes nothing else with it.
 * @throws the signal's reason, when the process has gone
 */
export function trainInProcess(
  command: TrainCommand,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<RunEnding> {
  return new Promise((resolve, reject) => {
    const child = fork(workerPath, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-lastWords);
    });
    let ending: RunEnding | undefined;
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill("SIGTERM");
      grace = setTimeout(() => child.kill("SIGKILL"), graceMs);
    };
    const settle = (gone: RunEnding) => {
      clearTimeout(grace);
      signal.removeEventListener("abort", stop);
      if (ending?.status !== "finished" && signal.aborted) reject(reasonOf(signal));
      else resolve(ending ?? gone);
    };

    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    child.on("message", (message) => {
      const parsed = trainEventSchema.safeParse(message);
      if (!parsed.success) {
        ending ??= failed(
          "The training process sent a message that is not known.",
          "Build the packages again, so that both sides are of one version.",
        );
        child.kill("SIGKILL");
        return;
      }
      const event = parsed.data;
      if (event.type === "finished") ending ??= { status: "finished" };
      if (event.type === "failed") ending ??= failed(event.message, event.remedy);
      onEvent(event);
    });
    child.on("error", (error) => {
      if (child.pid === undefined)
        settle(
          failed(
            `The training process could not be started: ${messageOf(error)}.`,
            "Look at the limits on processes and memory of this machine.",
          ),
        );
    });
    child.on("close", (code, killedBy) => {
      settle(died(killedBy ?? `exit code ${code}`, said.trim()));
    });
    child.send(command, (error) => {
      if (error !== null) child.kill("SIGKILL");
    });
  });
}

function died(how: string, said: string): RunEnding {
  const words = said === "" ? "" : ` Its last words: ${said}`;
  return failed(
    `The training process died (${how}).${words}`,
    "Start it again: it goes on from the last whole epoch. SIGKILL mostly means too little memory.",
  );
}

function failed(message: string, remedy: string): RunEnding {
  return { status: "failed", message, remedy };
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(messageOf(reason));
}
