import type { ServerMessage } from "@vmoe-bench/contracts";

/** One connection to a page, as a session uses it. */
export interface Wire {
  send(message: ServerMessage): void;
  /** Whether the other end answers a ping in time. */
  isAlive(): Promise<boolean>;
  close(): void;
}
