import { headlineOf, type Headline } from "./headline.ts";
import type { DashboardCell, DashboardData, DashboardRun } from "./schema.ts";

/**
 * One for each sparse model on each device: of its newest run that compares it, the fastest cell of
 * the smallest batch. Software adapters, controls and invalid cells never make a headline.
 * @param include the sparse cells to choose from: then each verdict is of its own cell; without, it is
 * of all that its run has of the pair
 */
export function headlinesOf(
  { cells, runs, devices }: Pick<DashboardData, "cells" | "runs" | "devices">,
  include?: (cell: DashboardCell) => boolean,
): Headline[] {
  const best = new Map<string, { index: number; cell: DashboardCell; device: number }>();
  cells.forEach((cell, index) => {
    const run = runs[cell.run];
    if (run === undefined || !canHeadline(cell)) return;
    if (include !== undefined && !include(cell)) return;
    const key = JSON.stringify([run.device, cell.model, cell.dataset]);
    const before = best.get(key);
    if (before === undefined || isBetter(cell, before.cell, runs))
      best.set(key, { index, cell, device: run.device });
  });
  return [...best.values()].flatMap(({ index, cell, device }) => {
    const baseline = cell.baseline === null ? undefined : cells[cell.baseline];
    if (baseline === undefined || cell.baseline === null) return [];
    const deviceName = devices[device]?.name ?? "";
    return [
      headlineOf({
        device,
        deviceName,
        unfinished: runs[cell.run]?.unfinished ?? false,
        cell: index,
        told: include === undefined ? toldIn(runs[cell.run], cell, baseline) : null,
        own: cell,
        baseline: { index: cell.baseline, cell: baseline },
      }),
    ];
  });
}

function toldIn(run: DashboardRun | undefined, cell: DashboardCell, baseline: DashboardCell) {
  const found = run?.answer.pairs.find(
    (pair) =>
      pair.model === cell.model && pair.baseline === baseline.model && pair.data === cell.dataset,
  );
  return found ?? null;
}

function canHeadline(cell: DashboardCell): boolean {
  const counts = cell.state === "valid" || cell.state === "semi-valid";
  return counts && !cell.software && cell.control === "none" && cell.ratio !== null;
}

function isBetter(a: DashboardCell, b: DashboardCell, runs: readonly DashboardRun[]): boolean {
  const newer = (runs[a.run]?.startedAt ?? "").localeCompare(runs[b.run]?.startedAt ?? "");
  if (a.run !== b.run && newer !== 0) return newer > 0;
  if (a.batch !== b.batch) return a.batch < b.batch;
  return (a.latency?.medianMs ?? Infinity) < (b.latency?.medianMs ?? Infinity);
}
