import { check, KnownError } from "@vmoe-bench/contracts";
import { liveWithParent } from "@vmoe-bench/runner";
import { trainCommandSchema, type TrainEvent } from "./protocol.ts";
import { trainOne } from "./train-one.ts";

/**
 * The process that trains one model: takes one command, says how it goes, and exits. It dies with
 * the process that started it; whatever was written is whole.
 */
const stopping = new AbortController();
liveWithParent();
process.on("SIGTERM", () => {
  stopping.abort();
});
process.once("message", (message) => {
  void served(message)
    .then(send)
    .then(() => process.exit(0));
});

async function served(message: unknown): Promise<TrainEvent> {
  try {
    const command = check(trainCommandSchema, message, "message to the worker");
    return await trainOne(command, (event) => void send(event), stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return { type: "stopped" };
    if (error instanceof KnownError)
      return { type: "failed", message: error.message, remedy: error.remedy };
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      type: "failed",
      message: `It ended with an unexpected error: ${stack}`,
      remedy: "This is a bug in vmoe-bench: please report it.",
    };
  }
}

/** Resolves when the message is handed to the system, so that exiting loses nothing. */
function send(event: TrainEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(event, undefined, undefined, () => resolve());
  });
}
