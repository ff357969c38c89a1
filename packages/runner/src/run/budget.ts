import type { BlockPlan } from "@vmoe-bench/contracts";

/** A block that is still at it when the suite's time is over by this part of it is stopped. */
const lastPart = 0.08;
/** The part of the time that is left for one pass over all images. */
const passPart = 0.5;
/** The part of the suite's time for cool-downs and repeats. */
const repeatsPart = 0.2;

/** The time that a run may take: blocks that do not fit are left out, and one that is late is stopped. */
export class Budget {
  readonly #wholeMs: number;
  readonly #spentMs: number;
  readonly #startMs = performance.now();
  #repeatsMs = 0;

  /**
   * @param seconds null for no end
   * @param spentMs by the blocks of a run that goes on
   */
  constructor(seconds: number | null, spentMs = 0) {
    this.#wholeMs = seconds === null ? Infinity : 1_000 * seconds;
    this.#spentMs = spentMs;
  }

  get isLimited(): boolean {
    return this.#wholeMs < Infinity;
  }

  /** Below 0 where it is over. */
  leftMs(): number {
    return this.#wholeMs - this.#spentMs - (performance.now() - this.#startMs);
  }

  fits(ms: number): boolean {
    return ms <= this.leftMs();
  }

  /**
   * Whether a block may run once more, which takes so long in all; counts it where it may.
   * @param neededMs what is needed in any case, whose time is kept
   */
  takeRepeat(ms: number, neededMs = 0): boolean {
    if (!this.fits(ms + neededMs) || this.#repeatsMs + ms > repeatsPart * this.#wholeMs)
      return false;
    this.#repeatsMs += ms;
    return true;
  }

  /**
   * Aborts with `signal`, and when the time is over for good; a pass over all images has half of what
   * is left, so that one of a slow model leaves time to measure it. `end` forgets it.
   */
  limit(
    { task }: BlockPlan,
    signal: AbortSignal,
  ): { readonly signal: AbortSignal; readonly end: () => void } {
    if (!this.isLimited) return { signal, end: () => undefined };
    const late = new AbortController();
    const left = this.leftMs();
    const most = task.kind === "accuracy" ? passPart * left : left + lastPart * this.#wholeMs;
    const ms = Math.max(0, most);
    // A timer of more than 2^31 ms fires at once.
    const timer = setTimeout(() => late.abort(), Math.min(ms, 2 ** 31 - 1));
    return { signal: AbortSignal.any([signal, late.signal]), end: () => clearTimeout(timer) };
  }
}
