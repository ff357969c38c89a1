import type { Block } from "./block.ts";
import type { EndEvent, HostEvent } from "./protocol.ts";

/** How a block ended, as the host saw it; a crash and a time limit are failures with a code. */
export type BlockEnd = EndEvent | { readonly type: "aborted" };

/** Where blocks run: each in a fresh process or page, with the sampling loop inside it. */
export interface Host {
  /**
   * Runs one block to its end. Never rejects for what the block did: a crash, a hang or lack of
   * memory is a `failed` end.
   * @param onEvent every event as it comes, the last one included
   * @param signal aborts the block, which then ends as `aborted`
   */
  run(block: Block, onEvent: (event: HostEvent) => void, signal: AbortSignal): Promise<BlockEnd>;
}
