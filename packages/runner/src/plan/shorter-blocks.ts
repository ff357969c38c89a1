import type { Profile } from "@vmoe-bench/contracts";

/** Of a suite's time, what the samples of the first rounds may take: starts and passes take the rest. */
export const samplesPart = 0.4;
/** A shorter block's samples would say little more of it than its start, in ms. */
const leastMs = 500;

/** Of a suite's time, what predicting may take in all passes over the images together. */
const passesPart = 0.3;

/** How long one of so many passes may predict, in ms; undefined where the suite has no time of its own. */
export function longestPassMs(seconds: number | null, passes: number): number | undefined {
  return seconds === null ? undefined : (passesPart * 1_000 * seconds) / passes;
}

/**
 * A profile for a suite with a time of its own: as many rounds of shorter blocks, since blocks differ
 * from each other by more than samples within one do.
 * @param seconds null for a suite without, whose profile stays as it is
 * @param arms that every round has a block of
 */
export function withShorterBlocks(profile: Profile, seconds: number | null, arms: number): Profile {
  if (seconds === null) return profile;
  const { blocks, minDurationMs } = profile;
  const fitting = (samplesPart * 1_000 * seconds) / (arms * blocks);
  const ofBlock = Math.min(minDurationMs / blocks, Math.max(leastMs, fitting));
  return { ...profile, minDurationMs: Math.round(ofBlock * blocks) };
}
