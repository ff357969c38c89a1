import { recordFile } from "@vmoe-bench/contracts";
import type { MedianRatio } from "@vmoe-bench/measure";
import { intervalOf } from "./cell.ts";
import { digits } from "./digits.ts";
import type { CellRecords } from "./records-of.ts";
import type { CellDetail } from "./schema.ts";

const mostSamples = 5_000;

/**
 * What a cell was made from, small enough to load when somebody looks.
 * @param byRound its ratio after its first rounds
 */
export function detailOf(
  cell: number,
  records: CellRecords,
  byRound: readonly MedianRatio[],
): CellDetail {
  const { all, latency } = records;
  const blocks = latency.map(({ measurement }) => measurement.samplesMs);
  const samples = blocks.reduce((n, block) => n + block.length, 0);
  const step = Math.max(1, Math.ceil(samples / mostSamples));
  return {
    cell,
    records: all.map((record) => `${record.deviceId}/${record.runId}/${recordFile(record)}`),
    resolutionsMs: latency.map(({ provenance }) => digits(provenance.clock.resolutionMs, 3)),
    samplesMs: blocks.map((block) =>
      block.filter((_, i) => i % step === 0).map((ms) => digits(ms, 4)),
    ),
    samples,
    ratioByRound: byRound.map(({ rounds, ratio, low, high }) => ({
      rounds,
      ...intervalOf({ value: ratio, low, high }),
    })),
  };
}
