import {
  commandSchema,
  check,
  endOf,
  type Block,
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
    return endOf(error);
  }
}

/** Resolves when the message is handed to the system, so that exiting loses nothing. */
function send(event: HostEvent): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(event, undefined, undefined, () => resolve());
  });
}
