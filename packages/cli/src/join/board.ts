import { StatusLine } from "../terminal/status-line.ts";
import { plainText } from "./plain-text.ts";

/** Several devices on one status line, and whole lines that begin with the device's name. */
export class Board {
  readonly #status: StatusLine;
  readonly #now = new Map<string, string>();

  constructor(status: StatusLine = new StatusLine()) {
    this.#status = status;
  }

  /** What one device does now. */
  update({ id, name }: { readonly id: string; readonly name: string }, text: string): void {
    this.#now.set(id, `${name}: ${plainText(text)}`);
    this.#show();
  }

  line(text: string): void {
    this.#status.line(text);
    this.#show();
  }

  /** The device has ended. */
  remove({ id }: { readonly id: string }): void {
    this.#now.delete(id);
    this.#status.clear();
    this.#show();
  }

  #show(): void {
    if (this.#now.size > 0) this.#status.update([...this.#now.values()].join(" | "));
  }
}
