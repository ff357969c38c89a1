import { duration, StatusLine } from "../progress/status-line.ts";

/** Between two updates of the line, in ms. */
const everyMs = 200;

/** Shows on a terminal how far the decoding is. */
export class DecodingProgress {
  readonly #line = new StatusLine();
  readonly #start = performance.now();
  readonly #what: string;
  #last = 0;

  /** @param what is going on: "Decoding images" */
  constructor(what: string) {
    this.#what = what;
  }

  readonly update = (done: number, total: number): void => {
    const now = performance.now();
    if (now - this.#last < everyMs) return;
    this.#last = now;
    const left =
      done === 0 ? "" : `, ${duration(((now - this.#start) / done) * (total - done))} left`;
    this.#line.update(`${this.#what}: ${count(done)} of ${count(total)}${left}`);
  };

  clear(): void {
    this.#line.clear();
  }
}

function count(images: number): string {
  return images.toLocaleString("en");
}
