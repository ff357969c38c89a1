import type { FootprintMeasurement } from "@vmoe-bench/contracts";
import { median } from "@vmoe-bench/measure";

/** Memory and cold start in fresh processes: medians over them. */
export interface Footprint {
  /** Resident at most, of the whole process. */
  readonly peakBytes: number | null;
  /** What of that came after the process was ready to load the model. */
  readonly modelBytes: number | null;
  /** Read of the model's files, before the first prediction and in all. */
  readonly readBeforeFirstBytes: number | null;
  readonly readBytes: number | null;
  /** Weights that the images went through. */
  readonly touchedBytes: number | null;
  readonly processes: number;
}

/** How models start in one regime: medians over fresh processes, in ms. */
export interface Start {
  /** Until the model's files are ready; zero where they were already. */
  readonly prepareMs: number | null;
  readonly loadMs: number | null;
  readonly firstMs: number | null;
  /** All three. */
  readonly wholeMs: number | null;
  readonly processes: number;
}

export function startSummary(processes: readonly FootprintMeasurement[]): Start | null {
  if (processes.length === 0) return null;
  const middle = (of: (block: FootprintMeasurement) => number) => median(processes.map(of)) ?? null;
  return {
    prepareMs: middle(({ prepareMs }) => prepareMs),
    loadMs: middle(({ loadMs }) => loadMs),
    firstMs: middle(({ firstMs }) => firstMs),
    wholeMs: middle(({ prepareMs, loadMs, firstMs }) => prepareMs + loadMs + firstMs),
    processes: processes.length,
  };
}

export function footprintSummary(processes: readonly FootprintMeasurement[]): Footprint | null {
  if (processes.length === 0) return null;
  const middle = (of: (block: FootprintMeasurement) => number) => median(processes.map(of)) ?? null;
  return {
    peakBytes: middle(({ residentBytes }) => residentBytes.peak),
    modelBytes: middle(({ residentBytes: { peak, before } }) => Math.max(0, peak - before)),
    readBeforeFirstBytes: middle(({ bytesRead }) => bytesRead.beforeFirst),
    readBytes: middle(({ bytesRead }) => bytesRead.total),
    touchedBytes: middle(({ touchedBytes }) => touchedBytes),
    processes: processes.length,
  };
}
