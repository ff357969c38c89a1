import type {
  Block,
  BlockEnd,
  HostEvent,
  PageEntry,
  PageProfile,
  PageResult,
  RunProgress,
  ServerMessage,
} from "@vmoe-bench/contracts";
import { failedEnd } from "@vmoe-bench/runner";

/** What a page is called. */
export interface PageDevice {
  readonly id: string;
  readonly name: string;
}

/** A page that connected by itself. It outlives its connection: a page that comes back goes on. */
export interface PageConnection {
  readonly session: string;
  readonly profile: PageProfile;
  readonly device: PageDevice;
  /**
   * Runs one block in the page, one at a time. A block whose page does not come back within the grace
   * ends as `aborted`, and so do all that follow.
   * @param onEvent each event exactly once, the last one included
   * @param onHere whether the page is connected: at once, and whenever that changes
   */
  run(
    block: Block,
    onEvent: (event: HostEvent) => void,
    signal: AbortSignal,
    onHere?: (isHere: boolean) => void,
  ): Promise<BlockEnd>;
  /** The page shows how far the run is, and one more entry; now, and again when it is back. */
  tell(progress: RunProgress, entry?: PageEntry): void;
  /** Every block has ended: the page shows this, now or when it is back. */
  done(result: PageResult): void;
  /** The run can't go on: the page shows these lines, and measures anew when it is reloaded. */
  fail(lines: readonly string[]): void;
  /** Resolves when the page has gone for good: after `done` or `fail`, or when its grace is over. */
  readonly closed: Promise<void>;
}

/** One connection to a page, as a session uses it. */
export interface Wire {
  send(message: ServerMessage): void;
  /** Whether the other end answers a ping in time. */
  isAlive(): Promise<boolean>;
  close(): void;
}

/** What a page did that ends its connection: one sentence for it, and what to do. */
export class RefusedError extends Error {
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(reason);
    this.name = "RefusedError";
  }
}

export const reload = "Reload the page; if it happens again, build the page and the server anew.";

/** @param measured samples or predictions that had been streamed */
export function lostEnd(measured: number): BlockEnd {
  const known = measured === 0 ? "" : ` It had measured ${measured} times.`;
  return failedEnd(
    "page-reloaded",
    `The page was reloaded in the middle of the block, as a browser does when memory runs out.${known}`,
    "Close other tabs and apps, or use a smaller batch or model.",
  );
}
