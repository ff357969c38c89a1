/** A queued run as work: any unit that is in proportion to the time of an epoch. */
export interface QueuedWork {
  readonly id: string;
  readonly epochs: number;
  /** How many of them another run does. */
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
    return ((this.#seconds / this.#measured) * this.#left) / this.#atOnce;
  }

  /** The same before that, from how long one of the runs says that it still takes. */
  secondsLeftBy(id: string, ownSeconds: number): number {
    const own = this.#leftOf(this.#work.get(id));
    return own === 0 ? 0 : ((ownSeconds / own) * this.#left) / this.#atOnce;
  }

  get #left(): number {
    return [...this.#work.values()].reduce((sum, run) => sum + this.#leftOf(run), 0);
  }

  #leftOf(run: QueuedWork | undefined): number {
    if (run === undefined) return 0;
    const { id, epochs, before, epochWork } = run;
    return Math.max(0, epochs - (this.#done.get(id) ?? before)) * epochWork;
  }

  get #atOnce(): number {
    return Math.min(this.#jobs, Math.max(1, this.#work.size));
  }
}
