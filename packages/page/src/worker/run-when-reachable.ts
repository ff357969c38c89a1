import type { BlockEnd, HostEvent } from "@vmoe-bench/contracts";

/** The page's connection, as far as it matters to a block that is to be loaded. */
export interface Reachability {
  readonly state: "reachable" | "lost" | "ended";
  /** How often it was lost so far. */
  readonly losses: number;
}

export interface ReachableOptions {
  readonly onEvent: (event: HostEvent) => void;
  readonly reachability: () => Reachability;
  readonly signal: AbortSignal;
  readonly wait: (ms: number) => Promise<void>;
}

/** The end of the socket may come a moment after that of the request which failed. */
const settleMs = 1_000;
const lookEveryMs = 250;

/**
 * Runs a block. One that fails before it has started, while the server can't be reached, could not
 * load its code, model or images: it has measured nothing, and runs again when the server is back.
 */
export async function runWhenReachable(
  run: (onEvent: (event: HostEvent) => void) => Promise<BlockEnd>,
  { onEvent, reachability, signal, wait }: ReachableOptions,
): Promise<BlockEnd> {
  for (;;) {
    const { losses } = reachability();
    let hasStarted = reachability().state === "ended";
    const end = await run((event) => {
      hasStarted ||= event.type === "started";
      onEvent(event);
    });
    if (end.type !== "failed" || hasStarted) return end;
    await wait(settleMs);
    const now = reachability();
    if (now.losses === losses && now.state === "reachable") return end;
    while (reachability().state === "lost" && !signal.aborted) await wait(lookEveryMs);
    if (signal.aborted) return { type: "aborted" };
  }
}
