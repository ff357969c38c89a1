/** More parts than an image classifier can have. */
export class BudgetError extends Error {}

/** Counts what is made of a file, so that a small file can't become large in memory. */
export class Budget {
  #left: number;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  take(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) throw new BudgetError(`it has more than ${this.#most} parts`);
  }
}
