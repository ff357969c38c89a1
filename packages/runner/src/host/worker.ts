import {
  commandSchema,
  KnownError,
  messageOf,
  UnsupportedError,
  check,
  type Block,
  type Failure,
  type HostEvent,
  type Measurement,
} from "@vmoe-bench/contracts";
import { liveWithParent } from "./child-of.ts";

/** Runs one block where the backends are known. Throws for every end but `completed`. */
export type BlockHandler = (block: Block, emit: (event: HostEvent) => void) => Promise<Measurement>;

/**
 * The worker's side of the process host: takes one command, hands its block to `handler`, sends what
 * it emits and how it ended, and exits. The worker dies with the process that started it.
 */
export function serveBlocks(handler: BlockHandler): void {
  liveWithParent();
  process.once("message", (message) => {
    const served = serve(message, handler);
    void served.then(send).then(() => process.exit(0));
  });
}

async function serve(message: unknown, handler: BlockHandler): Promise<HostEvent> {
  try {
    const { block } = check(commandSchema, message, "message to the worker");
    const measurement = await handler(block, (event) => void send(event));
    return { type: "completed", measurement };
  } catch (error) {
    if (error instanceof UnsupportedError)
      return { type: "unsupported", reason: error.message, remedy: error.remedy };
    return { type: "failed", failure: failureOf(error) };
  }
}

/** An unknown error keeps its stack: it is our bug, and the record is where it is looked for. */
function failureOf(error: unknown): Failure {
  if (error instanceof KnownError)
    return { code: error.code, message: error.message, remedy: error.remedy };
  const message = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return {
    code: "bug",
    message: `The block ended with an unexpected error: ${message}`,
    remedy: "This is a bug in vmoe-bench: please report it with this record.",
  };
}

/** Resolves when the message is handed to the system, so that exiting loses nothing. */
function send(event: HostEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(event, undefined, undefined, () => resolve());
  });
}
