import { drift, outliers } from "@vmoe-bench/measure";
import { completed, latencyOf } from "./cell.ts";
import type { Cell, Outcome } from "./cell.ts";

/** Why blocks did not complete: each reason once, however many blocks it ended. */
export function reasonsOf(outcomes: readonly Outcome[]): string[] {
  const reasons = outcomes.flatMap(({ record }) => {
    if (record?.status === "unsupported") return [`${record.reason} ${record.remedy}`];
    if (record?.status === "failed") return [`${record.failure.message} ${record.failure.remedy}`];
    return [];
  });
  return [...new Set(reasons)];
}

/** A cell whose median is under this many clock steps is not resolved by the clock (rule 10). */
const clockSteps = 100;
/** Rule 9. */
const driftLimit = 0.05;

/** What a reader should know of a cell's numbers, in words. */
export function notesOf(cell: Cell, medianMs: number | null): string[] {
  const blocks = cell.latency.map(latencyOf).filter((block) => block !== undefined);
  const records = completed([...cell.latency, ...cell.accuracy]);
  const resolutionMs = Math.max(0, ...records.map((r) => r.provenance.clock.resolutionMs));
  const many = (n: number) => `in ${n} of ${blocks.length} blocks`;

  const unsteady = blocks.filter((block) => !block.warmUp.steady).length;
  const noisy = blocks.filter((block) => outliers(block.samplesMs)?.noisy).length;
  const drifting = blocks.filter((b) => Math.abs(drift(b.samplesMs) ?? 0) > driftLimit).length;
  const adapter = records.find((r) => r.provenance.runtime.software)?.provenance.runtime.adapter;
  return [
    ...(adapter === undefined ? [] : [`software adapter (${adapter})`]),
    ...(medianMs !== null && medianMs < clockSteps * resolutionMs
      ? [`median is under ${clockSteps} steps of the clock`]
      : []),
    ...(unsteady > 0 ? [`no steady state after the warm-up ${many(unsteady)}`] : []),
    ...(noisy > 0 ? [`more than 10 % severe outliers ${many(noisy)}`] : []),
    ...(drifting > 0 ? [`drift over 5 % ${many(drifting)}`] : []),
  ];
}
