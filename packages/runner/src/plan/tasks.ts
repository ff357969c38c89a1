import type { Profile, Suite, Task } from "@vmoe-bench/contracts";
import { shuffled } from "@vmoe-bench/measure";
import type { Random } from "@vmoe-bench/measure";

const warmUpMinRuns = 10;
const warmUpMaxRuns = 20_000;
/** Warm-up gets at most this part of a block's longest time, and at most 10 s. */
const warmUpPart = 0.5;
const warmUpMaxMs = 10_000;

/** An arm's latency work, cut into `profile.blocks` equal blocks; all of them go round the same images. */
export function latencyTask(
  profile: Profile,
  splitSize: number,
  random: Random,
): Extract<Task, { kind: "latency" }> {
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

/** What the reference says is added when the block is about to run: a plan holds no outputs. */
export function accuracyTask({ images }: Suite["dataset"]): Extract<Task, { kind: "accuracy" }> {
  return { kind: "accuracy", ...(images === undefined ? {} : { images }), reference: null };
}

/** The first of the latency images, as a cold session and, where it is asked for, as a first start. */
export function startTasks(
  { footprintImages, firstEver }: Suite,
  { imageIndexes }: Extract<Task, { kind: "latency" }>,
): Extract<Task, { kind: "footprint" }>[] {
  const task = { kind: "footprint", imageIndexes: imageIndexes.slice(0, footprintImages) } as const;
  return [
    ...(footprintImages === 0 ? [] : [{ ...task, regime: "cold-session" as const }]),
    ...(firstEver
      ? [{ ...task, imageIndexes: imageIndexes.slice(0, 1), regime: "first-ever" as const }]
      : []),
  ];
}

/** The first of the latency images; nothing where the suite asks for none. */
export function proofTask(
  { proofImages }: Suite,
  { imageIndexes }: Extract<Task, { kind: "latency" }>,
): Extract<Task, { kind: "proof" }>[] {
  if (proofImages === 0) return [];
  return [{ kind: "proof", imageIndexes: imageIndexes.slice(0, proofImages) }];
}
