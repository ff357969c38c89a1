import { atMost, shown, type Findings } from "../experiments/experiment.ts";
import { claims, excludesOne } from "../simulate/compare.ts";
import type { Arm } from "@vmoe-bench/contracts";
import { medianRatio, seededRandom, type Round } from "@vmoe-bench/measure";
import type { CalibrationContext, Experiment } from "./context.ts";
import { PartialResults, type Compared } from "./partial.ts";
import { shippedModel, withRealBlocks, type RealBlocks } from "./real-blocks.ts";

const rounds = 5;
const limit = 0.05;
const seed = 1;

interface SameArm {
  readonly name: string;
  readonly backend: Arm["backend"];
  /** Of a block. */
  readonly minMs: number;
}

/**
 * An arm against itself, on the product's own path: blocks in fresh processes, in random order within
 * each round, judged by the product's interval and claim rule. Each comparison is kept as it ends.
 */
export function sameArm(arm: SameArm): Experiment {
  return async (context) => {
    const count = context.comparisons ?? (context.quick ? 2 : 200);
    const settings = JSON.stringify({ ...arm, rounds, version: 1 });
    const partial = await PartialResults.open(context.stateDir, arm.name, settings);
    if (partial.done.length < count)
      await withRealBlocks(arm, context.signal, (blocks) =>
        compareUntil(count, { blocks, partial, context, minMs: arm.minMs }),
      );
    return findings(arm, partial.done.slice(0, count));
  };
}

interface Work {
  readonly blocks: RealBlocks;
  readonly partial: PartialResults;
  readonly context: CalibrationContext;
  readonly minMs: number;
}

async function compareUntil(count: number, { blocks, partial, context, minMs }: Work) {
  const warmUp = { minRuns: 10, maxRuns: 20_000, maxMs: minMs };
  const samples = async () => (await blocks.measure({ warmUp, minMs })).samplesMs;
  while (partial.done.length < count) {
    const number = partial.done.length;
    const random = seededRandom(seed + number);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      context.progress(number + round / rounds, count);
      const armFirst = random.uniform() < 0.5;
      const first = await samples();
      const second = await samples();
      measured.push(armFirst ? { arm: first, baseline: second } : { arm: second, baseline: first });
    }
    const ratio = medianRatio(measured);
    if (ratio === undefined) throw new Error("Five rounds of samples gave no ratio.");
    await partial.add(ratio);
  }
}

function findings({ name, backend, minMs }: SameArm, found: readonly Compared[]): Findings {
  const spread = found.map(({ low, high }) => (high - low) / 2).toSorted((a, b) => a - b);
  const count = found.length;
  return {
    title: `An arm against itself, really: ${backend}`,
    method: `${count} comparisons of ${shippedModel} with itself on ${backend}, one thread, batch 1: ${rounds} rounds of two blocks, each in a fresh process of the product with real images, warm-up and sampling loop. Made shorter than a quick run: a block is measured for ${minMs} ms (at least the 128 images once), not 2 s, and warms up for at most as long; a comparison takes its five rounds and no more.`,
    figures: [
      atMost(`A/A called different, ${backend}, ${count} comparisons`, claims(found), limit),
      shown(`A/A interval excludes 1, ${backend}`, excludesOne(found)),
      shown(`half-width, median, ${backend}`, spread[Math.floor(count / 2)] ?? NaN),
    ],
    table: null,
    plots: [
      {
        kind: "intervals",
        file: `${name}.svg`,
        title: `${backend} against itself: 95 % intervals of ${count} comparisons`,
        y: "ratio",
        points: found.map(({ ratio, low, high }) => ({ ratio, low, high })),
      },
    ],
  };
}
