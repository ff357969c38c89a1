import { type Clock, performanceClock } from "./clock.ts";

/** Between two beats, in ms. */
export const beatEveryMs = 250;
/** A beat that is this late, in ms, was held up by more than other work. */
const lateMs = 1_000;

/**
 * Beats beside what is measured, in another process or thread of the same machine, and finds the times
 * in which nothing ran: a process that was stopped, or a machine that slept. Some systems let the
 * steady clock stand still while they sleep, and none the wall clock, so the longer of both counts.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #wall: () => number;
  #last: { readonly steady: number; readonly wall: number };
  #suspendedMs = 0;

  constructor(clock: Clock = performanceClock, wall: () => number = Date.now) {
    this.#clock = clock;
    this.#wall = wall;
    this.#last = this.#now();
  }

  /**
   * To be called every `beatEveryMs`, and once at the end.
   * @param isStopped what is watched does not run, though this does
   * @returns whether the beat came late
   */
  beat(isStopped = false): boolean {
    const { steady, wall } = this.#last;
    this.#last = this.#now();
    const ms = Math.max(this.#last.steady - steady, this.#last.wall - wall);
    const isLate = ms > lateMs;
    if (isLate || isStopped) this.#suspendedMs += ms;
    return isLate;
  }

  /** How long nothing ran, to a beat. */
  get suspendedMs(): number {
    return this.#suspendedMs;
  }

  #now() {
    return { steady: this.#clock.now(), wall: this.#wall() };
  }
}
