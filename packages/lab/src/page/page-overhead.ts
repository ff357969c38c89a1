import { openDataset } from "@vmoe-bench/dataset";
import { openPages, PreparedModels, Splits } from "@vmoe-bench/bench/run";
import type { Figure } from "../figure.ts";
import { armOf, latencyOf } from "./blocks.ts";

const limitMicroseconds = 10;
const minMs = 500;
/** The loop looks at its clock between slices of this length, so that it may run longer by one. */
const sliceMs = 100;

/** What the sampling loop costs a sample in a page, with a backend that computes nothing. */
export async function measurePageOverhead(): Promise<Figure[]> {
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const host = await openPages("chrome");
  const models = await PreparedModels.create(splits);
  try {
    const { samplesMs } = await latencyOf(
      host,
      models,
      armOf("fashion-vit-6x64", "null", "dense"),
      {
        kind: "latency",
        imageIndexes: [0],
        warmUp: { minRuns: 1_000, maxRuns: 1_000, maxMs: 1_000 },
        minSamples: 1,
        minMs,
        maxMs: minMs,
      },
    );
    const value = (1_000 * (minMs + sliceMs)) / samplesMs.length;
    return [
      {
        name: "harness overhead a sample in a page, whole loop, at most (null backend)",
        value,
        text: `${value.toFixed(2)} µs`,
        target: `at most ${limitMicroseconds} µs`,
        met: value <= limitMicroseconds,
      },
    ];
  } finally {
    await host.close();
    await models.remove();
  }
}
