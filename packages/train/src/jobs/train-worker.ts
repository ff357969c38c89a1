import { KnownError } from "@vmoe-bench/contracts";
import { serveParent } from "@vmoe-bench/runner";
import { trainCommandSchema, type TrainCommand, type TrainEvent } from "./protocol.ts";
import { trainOne } from "./train-one.ts";

/** The process that trains one model. Whatever it has written when it goes is whole. */
const stopping = new AbortController();
process.on("SIGTERM", () => {
  stopping.abort();
});
serveParent<TrainCommand, TrainEvent>({
  commands: trainCommandSchema,
  serve: (command, emit) => trainOne(command, emit, stopping.signal),
  failed: (error) => {
    if (stopping.signal.aborted) return { type: "stopped" };
    if (error instanceof KnownError)
      return { type: "failed", message: error.message, remedy: error.remedy };
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      type: "failed",
      message: `It ended with an unexpected error: ${stack}`,
      remedy: "This is a bug in vmoe-bench: please report it.",
    };
  },
});
