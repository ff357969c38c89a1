import type { BlockEnd } from "@vmoe-bench/contracts";
import { backoffMs, giveUpMs } from "../client/backoff.ts";
import { codeNotLoaded } from "./code.ts";

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

/**
 * Runs a block in a worker, and in another one while the network is cut that its code comes over: it
 * has measured nothing. Files are downloaded again by the worker itself.
 */
export async function runOnceLoaded(
  run: () => Promise<BlockEnd>,
  { signal, wait, now }: LoadOptions,
): Promise<BlockEnd> {
  const started = now();
  for (let attempt = 0; ; attempt++) {
    const end = await run();
    const isLoaded = end.type !== "failed" || end.failure.code !== codeNotLoaded;
    if (isLoaded || now() - started > giveUpMs) return end;
    await wait(backoffMs(attempt));
    if (signal.aborted) return { type: "aborted" };
  }
}
