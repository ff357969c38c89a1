import { filesInMemory } from "@vmoe-bench/backend/prepared";
import {
  singleStream,
  type Backend,
  type DefinedArtifact,
  type ImageBatch,
  type LoadedModel,
  type Strategy,
} from "@vmoe-bench/contracts";
import { performanceClock, sampleBlock, type MedianRatio } from "@vmoe-bench/measure";
import { inRounds, pairsOf, ratioOf } from "../in-rounds.ts";

export interface ArmPlan {
  readonly name: string;
  readonly model: DefinedArtifact;
  readonly strategy: Strategy;
  readonly inputs: readonly ImageBatch[];
}

/**
 * The latency of each arm over the baseline's, by its name, in one interleaved run: rounds of one pass
 * over its images for each arm. One thread; the first rounds warm up.
 */
export async function compareArms(
  backend: Backend,
  baseline: ArmPlan,
  arms: readonly ArmPlan[],
  { rounds, batch }: { readonly rounds: number; readonly batch: number },
): Promise<Map<string, MedianRatio>> {
  const loaded = new Map<ArmPlan, LoadedModel>();
  for (const plan of [baseline, ...arms]) {
    const options = { strategy: plan.strategy, precision: "float32", batch } as const;
    const files = filesInMemory(await backend.prepare(plan.model, options));
    loaded.set(plan, await backend.load(files, { threads: 1, expertCap: null }));
  }
  const samples = await inRounds([...loaded.keys()], (plan) => pass(plan, loaded.get(plan)), {
    rounds,
    warmUp: 2,
  });
  for (const model of loaded.values()) await model.close();
  return new Map(arms.map((arm) => [arm.name, ratioOf(pairsOf(samples, arm, baseline))]));
}

/** One pass over the arm's images by the loop that every block runs. */
async function pass({ inputs }: ArmPlan, model: LoadedModel | undefined): Promise<number[]> {
  const { samplesMs } = await sampleBlock({
    run: async (position) => {
      const images = inputs[position];
      if (images !== undefined) await model?.run(images);
    },
    batches: inputs.length,
    scenario: singleStream,
    // The other arms have had the caches.
    warmUp: { minRuns: 1, maxRuns: 1, maxMs: Infinity },
    minSamples: inputs.length,
    minMs: 0,
    maxMs: Infinity,
    clock: performanceClock,
  });
  return samplesMs;
}
