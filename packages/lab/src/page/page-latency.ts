import type { Arm } from "@vmoe-bench/contracts";
import { openDataset } from "@vmoe-bench/dataset";
import { createHosts, PreparedModels, Splits } from "@vmoe-bench/bench/run";
import type { Figure } from "../figure.ts";
import { inRounds, pairsOf, ratioOf } from "../in-rounds.ts";
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
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const host = createHosts("chrome");
  const models = await PreparedModels.create(splits);
  let found: Map<Arm, (readonly number[])[]>;
  try {
    const samplesOf = async (arm: Arm) => (await latencyOf(host, models, arm, task)).samplesMs;
    found = await inRounds(arms, samplesOf, { rounds });
  } finally {
    await host.close();
    await models.remove();
  }
  const over = (arm: Arm, baseline: Arm) => ratioOf(pairsOf(found, arm, baseline));
  const splitInPage = sparseArms.find(({ strategy }) => strategy === "split") ?? inPage;
  const overDense = sparseArms.map((arm) => ({ arm, ratio: over(arm, inPage) }));
  const best = overDense.toSorted((a, b) => a.ratio.ratio - b.ratio.ratio)[0];
  if (best === undefined) throw new Error("There is no strategy to compare.");
  return [
    figure("6x64 dense, ort-web/wasm over ort-node/cpu", over(inPage, inNode), null),
    figure("6x64 split, ort-web/wasm over ort-node/cpu", over(splitInPage, nodeSparse), null),
    ...overDense.map(({ arm, ratio }) =>
      figure(`6x64 in a page, ort-web/wasm: ${arm.strategy} over dense`, ratio, null),
    ),
    figure(`6x64 in a page, best: ${best.arm.strategy} over dense`, best.ratio, limit),
  ];
}
