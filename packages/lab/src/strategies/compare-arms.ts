import { filesInMemory } from "@vmoe-bench/backend/prepared";
import type {
  Backend,
  ImageBatch,
  LoadedModel,
  DefinedArtifact,
  Strategy,
} from "@vmoe-bench/contracts";
import {
  medianRatio,
  performanceClock,
  seededRandom,
  shuffled,
  type MedianRatio,
  type Round,
} from "@vmoe-bench/measure";

export interface ArmPlan {
  readonly name: string;
  readonly model: DefinedArtifact;
  readonly strategy: Strategy;
  readonly inputs: readonly ImageBatch[];
}

/**
 * The latency of each arm over the baseline's, in one interleaved run: rounds of one pass over its
 * images for each arm, in a random order of their own. One thread; the first rounds warm up.
 */
export async function compareArms(
  backend: Backend,
  baseline: ArmPlan,
  arms: readonly ArmPlan[],
  { rounds, batch }: { readonly rounds: number; readonly batch: number },
): Promise<Map<string, MedianRatio>> {
  const plans = [baseline, ...arms];
  const loaded = new Map<string, LoadedModel>();
  for (const { name, model, strategy } of plans) {
    const prepared = await backend.prepare(model, { strategy, precision: "float32", batch });
    const files = filesInMemory(prepared);
    loaded.set(name, await backend.load(files, { threads: 1, expertCap: null }));
  }
  const random = seededRandom(1);
  const samples = new Map<string, number[][]>(plans.map(({ name }) => [name, []]));
  for (let round = -2; round < rounds; round += 1)
    for (const { name, inputs } of shuffled(plans, random)) {
      const model = loaded.get(name);
      if (model === undefined) continue;
      const ms = await pass(model, inputs);
      if (round >= 0) samples.get(name)?.push(ms);
    }
  for (const model of loaded.values()) await model.close();
  const base = samples.get(baseline.name) ?? [];
  return new Map(
    arms.map(({ name }) => {
      const own = samples.get(name) ?? [];
      const pairs: Round[] = own.map((arm, i) => ({ arm, baseline: base[i] ?? [] }));
      const ratio = medianRatio(pairs);
      if (ratio === undefined) throw new Error(`The rounds of "${name}" give no ratio.`);
      return [name, ratio];
    }),
  );
}

async function pass(model: LoadedModel, inputs: readonly ImageBatch[]): Promise<number[]> {
  const ms: number[] = [];
  for (const input of inputs) {
    const start = performanceClock.now();
    await model.run(input);
    ms.push(performanceClock.now() - start);
  }
  return ms;
}
