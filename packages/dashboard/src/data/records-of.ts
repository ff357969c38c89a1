import type {
  AccuracyMeasurement,
  CompletedRecord,
  LatencyMeasurement,
} from "@vmoe-bench/contracts";
import type { Cell, Outcome } from "@vmoe-bench/report";

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
