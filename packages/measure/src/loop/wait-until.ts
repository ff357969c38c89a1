import type { Clock } from "../clock/clock.ts";

/** Resolves when the clock has reached `ms`, or at once where it has already. */
export type WaitUntil = (ms: number) => Promise<void>;

/** Timers may come late by this much; the rest of the time is spent looking at the clock. */
const timerSlackMs = 3;

export function waitUntilOn(clock: Clock): WaitUntil {
  return async (ms) => {
    const left = ms - clock.now() - timerSlackMs;
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    while (clock.now() < ms);
  };
}
