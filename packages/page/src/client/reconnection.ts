import type { HostEvent, PageMessage } from "@vmoe-bench/contracts";

/** What is used of `localStorage`, which all tabs of a browser share. */
interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = "vmoe-bench.session";

/**
 * This browser's session: chosen once, kept over reloads, and the same in all its tabs.
 * @param address of the page, which may name another, as that of each page that a program drives
 */
export function sessionOf(store: Store, address: string): string {
  const known = new URL(address).searchParams.get("session") ?? store.getItem(key);
  if (known !== null) return known;
  const chosen = crypto.randomUUID();
  store.setItem(key, chosen);
  return chosen;
}

type EventMessage = Extract<PageMessage, { type: "event" }>;

/** Events that the server has not acknowledged, oldest first. They outlive a lost connection. */
export class Outbox {
  #next = 0;
  #waiting: EventMessage[] = [];

  get waiting(): readonly EventMessage[] {
    return this.#waiting;
  }

  /** The block of the newest event that waits; null where none does. */
  get block(): string | null {
    return this.#waiting.at(-1)?.blockId ?? null;
  }

  add(blockId: string, event: HostEvent): EventMessage {
    const message: EventMessage = { type: "event", sequence: this.#next, blockId, event };
    this.#next += 1;
    this.#waiting.push(message);
    return message;
  }

  /** Forgets all events before this one, which the server has; a page that was reloaded counts on. */
  continueAt(sequence: number): void {
    this.#waiting = this.#waiting.filter((message) => message.sequence >= sequence);
    if (this.#waiting.length === 0) this.#next = Math.max(this.#next, sequence);
  }
}

const firstMs = 250;
const mostMs = 5_000;

/** A phone that was put away comes back for as long as this. */
export const giveUpMs = 600_000;

/** The wait before attempt `attempt` (from 0): doubled each time, up to 5 s. */
export function backoffMs(attempt: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 10));
}

/** How waiting is done, and how long it takes. */
export interface Patience {
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

export const byClock: Patience = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => performance.now(),
};
