import {
  type AccuracyMeasurement,
  type CompletedRecord,
  type LatencyMeasurement,
  recordFile,
} from "@vmoe-bench/contracts";
import type { Cell, Outcome } from "@vmoe-bench/report";
import type { MedianRatio } from "@vmoe-bench/measure";
import { digits, type CellDetail, intervalOf } from "./schema.ts";

type Measured<M> = Omit<CompletedRecord, "measurement"> & { readonly measurement: M };

/** The completed records of a cell, each kind apart. */
export interface CellRecords {
  readonly latency: readonly Measured<LatencyMeasurement>[];
  readonly accuracy: readonly Measured<AccuracyMeasurement>[];
  readonly all: readonly CompletedRecord[];
}

export function recordsOf(cell: Cell): CellRecords {
  const latency = completed(cell.latency);
  const accuracy = completed(cell.accuracy);
  return {
    latency: latency.flatMap(({ measurement, ...rest }) =>
      // A page that was hidden voids its block (rule 17).
      measurement.kind === "latency" && measurement.page?.hidden !== true
        ? [{ ...rest, measurement }]
        : [],
    ),
    accuracy: accuracy.flatMap(({ measurement, ...rest }) =>
      measurement.kind === "accuracy" ? [{ ...rest, measurement }] : [],
    ),
    all: [...latency, ...accuracy, ...completed(cell.footprint), ...completed(cell.proof)],
  };
}

function completed(outcomes: readonly Outcome[]): CompletedRecord[] {
  return outcomes.flatMap(({ record }) => (record?.status === "completed" ? [record] : []));
}

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
