import type { Arm, Profile, Suite, Task } from "@vmoe-bench/contracts";
import { type Random, shuffled } from "@vmoe-bench/measure";

const warmUpMinRuns = 10;
const warmUpMaxRuns = 20_000;
/** Warm-up gets at most this part of a block's longest time, and at most 10 s. */
const warmUpPart = 0.5;
const warmUpMaxMs = 10_000;

type LatencyTask = Extract<Task, { kind: "latency" }>;

/** An arm's latency work, cut into `profile.blocks` equal blocks; all of them go round the same images. */
export function latencyTask(profile: Profile, splitSize: number, random: Random): LatencyTask {
  const positions = Array.from({ length: splitSize }, (_, i) => i);
  const maxMs = profile.maxDurationMs / profile.blocks;
  return {
    kind: "latency",
    imageIndexes: shuffled(positions, random).slice(0, profile.images),
    warmUp: {
      minRuns: warmUpMinRuns,
      maxRuns: warmUpMaxRuns,
      maxMs: Math.min(warmUpMaxMs, maxMs * warmUpPart),
    },
    minSamples: Math.ceil(profile.minSamples / profile.blocks),
    minMs: profile.minDurationMs / profile.blocks,
    maxMs,
  };
}

/** The first that fits. */
function limitsOf(
  { limits }: Suite,
  { backend, strategy }: Arm,
): Suite["limits"][number] | undefined {
  return limits.find((one) => one.backend === backend && (one.strategy ?? strategy) === strategy);
}

/** The work with fewer images where the arm's backend has a limit. */
export function withLatencyLimit(task: LatencyTask, suite: Suite, arm: Arm): LatencyTask {
  const limit = limitsOf(suite, arm)?.latencyImages;
  return limit === undefined ? task : { ...task, imageIndexes: task.imageIndexes.slice(0, limit) };
}

/**
 * On the suite's images, or fewer where the arm's backend has a limit, or the pass an end. What the reference says is
 * added when the block is about to run: a plan holds no outputs.
 */
export function accuracyTask(
  suite: Suite,
  dataset: Suite["dataset"],
  arm: Arm,
  maxMs: number | undefined,
): Extract<Task, { kind: "accuracy" }> {
  const limit = limitsOf(suite, arm)?.accuracyImages;
  const counts = [dataset.images, limit].filter((count) => count !== undefined);
  const images = counts.length === 0 ? {} : { images: Math.min(...counts) };
  return {
    kind: "accuracy",
    ...images,
    ...(maxMs === undefined ? {} : { maxMs }),
    reference: null,
  };
}

/**
 * The first of the latency images, as a cold session and, where it is asked for, as a first start;
 * none where the suite, or a limit of the arm's backend, has none.
 */
export function startTasks(
  suite: Suite,
  arm: Arm,
  { imageIndexes }: LatencyTask,
): Extract<Task, { kind: "footprint" }>[] {
  const { footprintImages, firstEver } = suite;
  const limit = limitsOf(suite, arm)?.footprintImages;
  const count = Math.min(footprintImages, limit ?? footprintImages);
  const task = { kind: "footprint", imageIndexes: imageIndexes.slice(0, count) } as const;
  return [
    ...(count === 0 ? [] : [{ ...task, regime: "cold-session" as const }]),
    ...(firstEver
      ? [{ ...task, imageIndexes: imageIndexes.slice(0, 1), regime: "first-ever" as const }]
      : []),
  ];
}

/** The first of the latency images; none where the suite, or a limit of the backend, has none. */
export function proofTask(
  suite: Suite,
  arm: Arm,
  { imageIndexes }: LatencyTask,
): Extract<Task, { kind: "proof" }>[] {
  const { proofImages } = suite;
  const count = Math.min(proofImages, limitsOf(suite, arm)?.proofImages ?? proofImages);
  return count === 0 ? [] : [{ kind: "proof", imageIndexes: imageIndexes.slice(0, count) }];
}

/** The part of a suite's time for the samples of the first rounds: starts and passes take the rest. */
export const samplesPart = 0.4;
/** A shorter block's samples would say little more of it than its start, in ms. */
const leastMs = 500;

/** The part of a suite's time for predicting, in all passes over the images together. */
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
