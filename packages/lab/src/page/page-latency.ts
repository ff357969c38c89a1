import { openDataset } from "@vmoe-bench/dataset";
import { medianRatio, seededRandom, shuffled, type MedianRatio } from "@vmoe-bench/measure";
import { createHosts, PreparedModels, Splits } from "@vmoe-bench/bench/run";
import type { Figure } from "../figure.ts";
import { figure } from "../strategies/latency.ts";
import { armOf, latencyOf, type LatencyTask } from "./blocks.ts";

const rounds = 7;
const dense = "fashion-vit-6x64";
const sparse = "fashion-vmoe-6x64-e4";
const strategies = ["gather", "branch", "split", "split-lazy", "moe-op", "all-experts"] as const;
/** Of the best strategy's latency over dense. */
const limit = 1.03;

const images = 128;
const task: LatencyTask = {
  kind: "latency",
  imageIndexes: Array.from({ length: images }, (_, i) => i),
  warmUp: { minRuns: 128, maxRuns: 2_000, maxMs: 1_000 },
  minSamples: images,
  minMs: 1_000,
  maxMs: 10_000,
};

/**
 * WebAssembly over Node, and each strategy over dense in the page: in one interleaved run, each block
 * in a fresh process or page, one thread.
 */
export async function measurePageLatency(): Promise<Figure[]> {
  const inNode = armOf(dense, "ort-node/cpu", "dense");
  const inPage = armOf(dense, "ort-web/wasm", "dense");
  const sparseArms = strategies.map((strategy) => armOf(sparse, "ort-web/wasm", strategy));
  const nodeSparse = armOf(sparse, "ort-node/cpu", "split");
  const arms = [inNode, inPage, nodeSparse, ...sparseArms];
  const samples = new Map(arms.map((arm) => [arm, new Array<readonly number[]>()]));
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const host = createHosts("chrome");
  const models = await PreparedModels.create(splits);
  try {
    const random = seededRandom(1);
    for (let round = 0; round < rounds; round += 1)
      for (const arm of shuffled(arms, random))
        samples.get(arm)?.push((await latencyOf(host, models, arm, task)).samplesMs);
  } finally {
    await host.close();
    await models.remove();
  }
  const ratioOf = (arm: (typeof arms)[number], baseline: (typeof arms)[number]): MedianRatio => {
    const pairs = (samples.get(arm) ?? []).map((own, round) => ({
      arm: own,
      baseline: samples.get(baseline)?.[round] ?? [],
    }));
    const ratio = medianRatio(pairs);
    if (ratio === undefined) throw new Error("The rounds give no ratio.");
    return ratio;
  };
  const splitInPage = sparseArms.find(({ strategy }) => strategy === "split") ?? inPage;
  const overDense = sparseArms.map((arm) => ({ arm, ratio: ratioOf(arm, inPage) }));
  const best = overDense.toSorted((a, b) => a.ratio.ratio - b.ratio.ratio)[0];
  if (best === undefined) throw new Error("There is no strategy to compare.");
  return [
    figure("6x64 dense, ort-web/wasm over ort-node/cpu", ratioOf(inPage, inNode), null),
    figure("6x64 split, ort-web/wasm over ort-node/cpu", ratioOf(splitInPage, nodeSparse), null),
    ...overDense.map(({ arm, ratio }) =>
      figure(`6x64 in a page, ort-web/wasm: ${arm.strategy} over dense`, ratio, null),
    ),
    figure(`6x64 in a page, best: ${best.arm.strategy} over dense`, best.ratio, limit),
  ];
}
