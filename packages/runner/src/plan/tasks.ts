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

export function accuracyTask({ dataset }: Suite): Extract<Task, { kind: "accuracy" }> {
  return {
    kind: "accuracy",
    ...(dataset.images === undefined ? {} : { images: dataset.images }),
  };
}

/** The first of the latency images; nothing where the suite asks for none. */
export function footprintTask(
  { footprintImages }: Suite,
  { imageIndexes }: Extract<Task, { kind: "latency" }>,
): Extract<Task, { kind: "footprint" }>[] {
  if (footprintImages === 0) return [];
  return [{ kind: "footprint", imageIndexes: imageIndexes.slice(0, footprintImages) }];
}

/** The first of the latency images; nothing where the suite asks for none. */
export function proofTask(
  { proofImages }: Suite,
  { imageIndexes }: Extract<Task, { kind: "latency" }>,
): Extract<Task, { kind: "proof" }>[] {
  if (proofImages === 0) return [];
  return [{ kind: "proof", imageIndexes: imageIndexes.slice(0, proofImages) }];
}
