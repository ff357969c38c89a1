import type {
  AccuracyMeasurement,
  CompletedRecord,
  FootprintMeasurement,
  LatencyMeasurement,
} from "@vmoe-bench/contracts";
import type { Cell, Outcome } from "@vmoe-bench/report";

type Measured<M> = Omit<CompletedRecord, "measurement"> & { readonly measurement: M };

/** The completed records of a cell, each kind apart. */
export interface CellRecords {
  readonly latency: readonly Measured<LatencyMeasurement>[];
  readonly accuracy: readonly Measured<AccuracyMeasurement>[];
  readonly footprint: readonly Measured<FootprintMeasurement>[];
  readonly all: readonly CompletedRecord[];
}

export function recordsOf(cell: Cell): CellRecords {
  const completed = (outcomes: readonly Outcome[]) =>
    outcomes.flatMap(({ record }) => (record?.status === "completed" ? [record] : []));
  const latency = completed(cell.latency);
  const accuracy = completed(cell.accuracy);
  const footprint = completed(cell.footprint);
  return {
    latency: latency.flatMap(({ measurement, ...rest }) =>
      measurement.kind === "latency" ? [{ ...rest, measurement }] : [],
    ),
    accuracy: accuracy.flatMap(({ measurement, ...rest }) =>
      measurement.kind === "accuracy" ? [{ ...rest, measurement }] : [],
    ),
    footprint: footprint.flatMap(({ measurement, ...rest }) =>
      measurement.kind === "footprint" ? [{ ...rest, measurement }] : [],
    ),
    all: [...latency, ...accuracy, ...footprint, ...completed(cell.proof)],
  };
}
