import {
  commandSchema,
  endOf,
  type Block,
  type Command,
  type HostEvent,
  type Measurement,
} from "@vmoe-bench/contracts";
import { serveParent } from "../child/serve-parent.ts";

/** Runs one block where the backends are known. Throws for every end but `completed`. */
export type BlockHandler = (block: Block, emit: (event: HostEvent) => void) => Promise<Measurement>;

/** The worker's side of the process host: hands its block to `handler`, and says how it ended. */
export function serveBlocks(handler: BlockHandler): void {
  serveParent<Command, HostEvent>({
    commands: commandSchema,
    serve: async ({ block }, emit) => ({
      type: "completed",
      measurement: await handler(block, emit),
    }),
    failed: endOf,
  });
}
