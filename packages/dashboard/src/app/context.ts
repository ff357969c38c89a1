import type { DashboardCell, DashboardData } from "../data/schema.ts";
import type { Selection, ViewState } from "./state.ts";

/** What a view is drawn from. */
export interface Context {
  readonly data: DashboardData;
  readonly state: ViewState;
  readonly selection: Selection;
  /** Room for a chart, in pixels. */
  readonly width: number;
  readonly go: (change: Partial<ViewState>) => void;
}

export interface ShownCell {
  readonly index: number;
  readonly cell: DashboardCell;
}

export function shownCells({ data, selection }: Context): ShownCell[] {
  return selection.shown.flatMap((index) => {
    const cell = data.cells[index];
    return cell === undefined ? [] : [{ index, cell }];
  });
}

export function deviceOf(data: DashboardData, cell: DashboardCell): string {
  return data.devices[data.runs[cell.run]?.device ?? -1]?.name ?? "";
}

/** "branch, ort-node/cpu, int8, batch 8": what tells cells of a model apart. */
export function howOf(cell: DashboardCell): string {
  return [
    cell.strategy,
    cell.backend,
    ...(cell.precision === "float32" ? [] : [cell.precision]),
    ...(cell.batch === 1 ? [] : [`batch ${cell.batch}`]),
    ...(cell.threads === 1 ? [] : [`${cell.threads} threads`]),
    ...(cell.scenario === "single-stream" ? [] : [cell.scenario]),
    ...(cell.control === "none" ? [] : [cell.control]),
  ].join(", ");
}

/** "branch, ort-node/cpu, vmoe, Bench, run 2": what tells cells apart in this data. */
export function rowOf({ data }: Context, cell: DashboardCell, withModel = true): string {
  return [
    ...(withModel ? [cell.model] : []),
    howOf(cell),
    ...(data.cells.some(({ dataset }) => dataset !== cell.dataset) ? [cell.dataset] : []),
    ...(data.devices.length > 1 ? [deviceOf(data, cell)] : []),
    ...(data.runs.length > data.devices.length ? [`run ${cell.run + 1}`] : []),
  ].join(", ");
}

export function isSparse(cell: DashboardCell): boolean {
  return cell.strategy !== "dense";
}
