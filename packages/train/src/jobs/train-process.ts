import { fileURLToPath } from "node:url";
import { messageOf } from "@vmoe-bench/contracts";
import { itsLastWords, startChild, type Death } from "@vmoe-bench/runner";
import type { RunEnding } from "../run-queue.ts";
import { trainEventSchema, type TrainCommand, type TrainEvent } from "./protocol.ts";

const workerPath = fileURLToPath(new URL("./train-worker.js", import.meta.url));

/** What a step, at most, and the writing of a checkpoint may take after SIGTERM. */
const graceMs = 20_000;

/**
 * Trains one model in a process of its own: TensorFlow takes its threads once a process, and a
 * crash takes nothing else with it.
 * @throws the signal's reason, when the process has gone
 */
export async function trainInProcess(
  command: TrainCommand,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal,
): Promise<RunEnding> {
  const child = startChild<TrainCommand, TrainEvent, RunEnding>({
    process: { script: workerPath },
    events: trainEventSchema,
    onEvent: (event) => {
      onEvent(event);
      if (event.type === "finished") return { status: "finished" };
      return event.type === "failed" ? failed(event.message, event.remedy) : undefined;
    },
    graceMs,
    signal,
  });
  child.send(command);
  const gone = await child.gone;
  const ending = gone.how === "ended" ? gone.end : endingOf(gone);
  if (ending.status !== "finished" && signal.aborted) throw reasonOf(signal);
  return ending;
}

function endingOf(death: Death): RunEnding {
  switch (death.how) {
    case "not-started":
      return failed(
        `The training process could not be started: ${death.reason}.`,
        "Look at the limits on processes and memory of this machine.",
      );
    case "bad-message":
      return failed(
        "The training process sent a message that is not known.",
        "Build the packages again, so that both sides are of one version.",
      );
    case "died":
      return failed(
        `The training process died (${death.signal ?? `exit code ${death.code}`}).${itsLastWords(death.said)}`,
        "Start it again: it goes on from the last whole epoch. SIGKILL mostly means too little memory.",
      );
  }
}

function failed(message: string, remedy: string): RunEnding {
  return { status: "failed", message, remedy };
}

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error(messageOf(reason));
}
