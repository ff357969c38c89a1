/** A queued run as work: any unit that is in proportion to the time of an epoch. */
export interface QueuedWork {
  readonly id: string;
  readonly epochs: number;
  /** Of them, what another run does. */
  readonly before: number;
  readonly epochWork: number;
}

/** How long a queue still takes, from how long its epochs took so far. */
export class QueueClock {
  readonly #jobs: number;
  readonly #work = new Map<string, QueuedWork>();
  /** Whole epochs and parts of one that are done, by run. */
  readonly #done = new Map<string, number>();
  #seconds = 0;
  #measured = 0;

  constructor(runs: readonly QueuedWork[], jobs: number) {
    this.#jobs = jobs;
    for (const run of runs) this.#work.set(run.id, run);
  }

  /** A run is somewhere in an epoch, or begins after some that were done before. */
  at(id: string, epochs: number): void {
    this.#done.set(id, epochs);
  }

  epochTook(id: string, epoch: number, seconds: number): void {
    this.at(id, epoch);
    this.#seconds += seconds;
    this.#measured += this.#work.get(id)?.epochWork ?? 0;
  }

  /** A run is over, finished or not: no time for it any more. */
  ended(id: string): void {
    this.#work.delete(id);
  }

  /** Undefined until an epoch was measured. */
  get secondsLeft(): number | undefined {
    if (this.#measured === 0) return undefined;
    let left = 0;
    for (const { id, epochs, before, epochWork } of this.#work.values())
      left += Math.max(0, epochs - (this.#done.get(id) ?? before)) * epochWork;
    const jobs = Math.min(this.#jobs, Math.max(1, this.#work.size));
    return ((this.#seconds / this.#measured) * left) / jobs;
  }
}
