import { UnreachableFileError } from "@vmoe-bench/backend/prepared";
import { backoffMs, giveUpMs } from "../client/backoff.ts";

export interface Patience {
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

const byClock: Patience = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => performance.now(),
};

/**
 * Loads, and again while the network is cut, as often and as long as the page's socket is tried. What
 * the server refuses is not asked for again.
 * @throws what `load` throws
 */
export async function onceReachable<T>(
  load: () => Promise<T>,
  { wait, now }: Patience = byClock,
): Promise<T> {
  const started = now();
  for (let attempt = 0; ; attempt++)
    try {
      return await load();
    } catch (error) {
      if (!isCut(error) || now() - started > giveUpMs) throw error;
      await wait(backoffMs(attempt));
    }
}

/** Whether no answer came, or not all of one. */
function isCut(error: unknown): boolean {
  return error instanceof UnreachableFileError && error.cause !== undefined;
}
