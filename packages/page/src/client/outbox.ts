import type { HostEvent, PageMessage } from "@vmoe-bench/contracts";

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
