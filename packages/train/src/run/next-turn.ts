import { setImmediate } from "node:timers/promises";

/**
 * Lets signals and timers in between two pieces of work that hold the thread.
 * @throws the signal's reason when it aborts
 */
export async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
