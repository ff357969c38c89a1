import type { HostEvent, PageMessage } from "@vmoe-bench/contracts";
import { pageMessageSchema } from "@vmoe-bench/contracts";

type EventMessage = Extract<PageMessage, { type: "event" }>;

/** As `sessionStorage`, which lives as long as the tab. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const nextKey = "vmoe-bench.next-event";
const waitingKey = "vmoe-bench.waiting-events";

/**
 * Events that the server has not acknowledged, oldest first. They outlive a lost connection, and a
 * reload as far as the browser's store has room.
 */
export class Outbox {
  readonly #store: Store;
  #next: number;
  #waiting: EventMessage[];

  constructor(store: Store) {
    this.#store = store;
    this.#next = Number(store.getItem(nextKey) ?? 0) || 0;
    this.#waiting = restored(store.getItem(waitingKey));
  }

  get waiting(): readonly EventMessage[] {
    return this.#waiting;
  }

  /** Whether a block's end is among what waits. */
  hasEndOf(blockId: string): boolean {
    return this.#waiting.some(
      (message) => message.blockId === blockId && !isUnderway(message.event),
    );
  }

  add(blockId: string, event: HostEvent): EventMessage {
    const message: EventMessage = { type: "event", sequence: this.#next, blockId, event };
    this.#next += 1;
    this.#waiting.push(message);
    this.#save();
    return message;
  }

  /** Forgets all events up to this one, which the server has. */
  acknowledge(sequence: number): void {
    this.#waiting = this.#waiting.filter((message) => message.sequence > sequence);
    this.#save();
  }

  #save(): void {
    try {
      this.#store.setItem(nextKey, String(this.#next));
      this.#store.setItem(waitingKey, JSON.stringify(this.#waiting));
    } catch {
      // A full store: the events live on in memory, and only a reload would lose them.
    }
  }
}

function isUnderway(event: HostEvent): boolean {
  return event.type === "started" || event.type === "progress";
}

function restored(text: string | null): EventMessage[] {
  if (text === null) return [];
  try {
    const values: unknown = JSON.parse(text);
    if (!Array.isArray(values)) return [];
    return values.flatMap((value: unknown) => {
      const parsed = pageMessageSchema.safeParse(value);
      return parsed.success && parsed.data.type === "event" ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}
