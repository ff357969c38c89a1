/** Where time is read; injected, so that tests use clocks of their own. */
export interface Clock {
  /** Stored with every record. */
  readonly name: string;
  /** Milliseconds from any fixed origin; never goes back. */
  now(): number;
}

/** `performance.now()`, in Node and in pages. */
export const performanceClock: Clock = {
  name: "performance.now",
  now: performance.now.bind(performance),
};

/**
 * The smallest step that a clock is seen to make, in ms: it is read until it has moved `steps` times.
 * A clock that never moves gives Infinity, which no sample is long enough for.
 */
export function resolutionOf(clock: Clock, steps = 200): number {
  const readsAtMost = 2_000_000;
  let smallest = Infinity;
  let before = clock.now();
  for (let read = 0, seen = 0; read < readsAtMost && seen < steps; read++) {
    const now = clock.now();
    if (now > before) {
      smallest = Math.min(smallest, now - before);
      seen++;
    }
    before = now;
  }
  return smallest;
}
