import type { Block, Host, HostEvent } from "@vmoe-bench/contracts";
import type { PageConnection } from "./socket/page-connection.ts";

export interface RemotePageOptions {
  /**
   * When it says nothing for so long, the page is told to stop and the block has failed. While it is
   * away it can say nothing: that is the grace's time.
   */
  readonly timeLimitMs: (block: Block) => number;
}

/** Runs blocks in a page that connected by itself. */
export function createRemotePageHost(page: PageConnection, options: RemotePageOptions): Host {
  return {
    async run(block, onEvent, signal) {
      const limitMs = options.timeLimitMs(block);
      const stop = new AbortController();
      const abort = () => stop.abort();
      let silence: NodeJS.Timeout | undefined;
      const listen = (isHere: boolean) => {
        clearTimeout(silence);
        silence = isHere ? setTimeout(abort, limitMs) : undefined;
      };
      const heard = (event: HostEvent) => {
        listen(true);
        onEvent(event);
      };
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      const end = await page.run(block, heard, stop.signal, listen);
      clearTimeout(silence);
      signal.removeEventListener("abort", abort);
      const isTimeLimit = end.type === "aborted" && stop.signal.aborted && !signal.aborted;
      if (!isTimeLimit) return end;
      const tooLong = {
        type: "failed",
        failure: {
          code: "time-limit",
          message: `The page said nothing for ${Math.round(limitMs / 1_000)} s and was told to stop.`,
          remedy: "Try a smaller profile or model; if it hangs again, report it.",
        },
      } as const;
      onEvent(tooLong);
      return tooLong;
    },
  };
}
