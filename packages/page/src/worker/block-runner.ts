import {
  type Block,
  type BlockEnd,
  failureOf,
  type HostEvent,
  isEnd,
  type PageProfile,
} from "@vmoe-bench/contracts";
import { beatEveryMs, Heartbeat } from "@vmoe-bench/measure";
import { codeNotLoaded, notLoaded } from "./code.ts";
import { backoffMs, giveUpMs, type Patience } from "../client/reconnection.ts";

interface RunOptions {
  /** URL of the page, with the slash at the end. */
  readonly base: string;
  readonly profile: PageProfile;
  /** Every event but the last. */
  readonly onEvent: (event: HostEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs a block in a fresh worker, so that nothing else of the page is in a timed window and each
 * runtime starts anew. A page that is hidden while it runs voids the block: browsers slow it down. The
 * page has nothing else to do meanwhile, so that a late beat of it tells that the browser stood still.
 */
export function runInWorker(block: Block, options: RunOptions): Promise<BlockEnd> {
  const { onEvent, signal } = options;
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./block-worker.ts", import.meta.url), {
      type: "module",
      name: block.id,
    });
    const heart = new Heartbeat();
    const beats = setInterval(() => heart.beat(), beatEveryMs);
    const tell = (message: ToWorker) => worker.postMessage(message, []);
    const end = (reached: BlockEnd) => {
      document.removeEventListener("visibilitychange", voidIfHidden);
      signal.removeEventListener("abort", abort);
      worker.terminate();
      clearInterval(beats);
      heart.beat();
      const { suspendedMs } = heart;
      resolve(reached.type === "completed" ? { ...reached, suspendedMs } : reached);
    };
    const abort = () => end({ type: "aborted" });
    const voidIfHidden = () => {
      if (document.visibilityState === "hidden") end(hidden);
    };
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      switch (data.type) {
        case "measure-memory":
          return void memoryBytes().then(
            (bytes) => tell({ type: "memory", bytes }),
            (error: unknown) => end({ type: "failed", failure: failureOf(error) }),
          );
        case "not-loaded":
          return end(notLoaded);
        case "event":
          if (isEnd(data.event)) end(data.event);
          else onEvent(data.event);
      }
    });
    worker.addEventListener("error", (error) => {
      // It says nothing where its script did not load.
      const isLoaded = error.message !== undefined && error.message !== "";
      end(isLoaded ? { type: "failed", failure: failureOf(new Error(error.message)) } : notLoaded);
    });
    signal.addEventListener("abort", abort, { once: true });
    document.addEventListener("visibilitychange", voidIfHidden);
    voidIfHidden();
    const { base, profile } = options;
    tell({ type: "run", block, base, profile, measuresMemory: measuresMemory() });
  });
}

const hidden: BlockEnd = {
  type: "failed",
  failure: {
    code: "page-hidden",
    message: "The page was hidden while it measured, so the block does not count.",
    remedy: "Keep the page in the foreground and the screen on, and run the suite again.",
  },
};

function measuresMemory(): boolean {
  return crossOriginIsolated && performance.measureUserAgentSpecificMemory !== undefined;
}

async function memoryBytes(): Promise<number> {
  const measured = await performance.measureUserAgentSpecificMemory?.();
  if (measured === undefined) throw new Error("This browser does not measure a page's memory.");
  return measured.bytes;
}

/** Page to its worker; both are of one bundle. */
export type ToWorker =
  | {
      readonly type: "run";
      readonly block: Block;
      readonly base: string;
      readonly profile: PageProfile;
      /** Whether the page can answer `measure-memory`. */
      readonly measuresMemory: boolean;
    }
  /** Answers `measure-memory`. */
  | { readonly type: "memory"; readonly bytes: number };

export type FromWorker =
  | { readonly type: "event"; readonly event: HostEvent }
  /** The worker lacks a part of its code. */
  | { readonly type: "not-loaded" }
  /** Only a page can ask for it. */
  | { readonly type: "measure-memory" };

interface LoadOptions extends Patience {
  readonly signal: AbortSignal;
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
