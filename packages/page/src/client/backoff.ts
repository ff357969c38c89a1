const firstMs = 250;
const mostMs = 5_000;

/** A phone that was put away comes back for as long as this. */
export const giveUpMs = 600_000;

/** The wait before attempt `attempt` (from 0): doubled each time, up to 5 s. */
export function backoffMs(attempt: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 10));
}
