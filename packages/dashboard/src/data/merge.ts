import { check, type TrainingResult } from "@vmoe-bench/contracts";
import type { RunPart } from "./run-part.ts";
import {
  type Routing,
  type DashboardCell,
  type DashboardData,
  type DashboardRun,
  dashboardSchema,
  type SteadyProvenance,
} from "./schema.ts";
import { trainingOf } from "./training.ts";

/**
 * Runs as one document for the first view. Pure.
 * @param parts in the order in which they were reduced, oldest first: of a model's routings the last
 * one is shown, and cells keep their indexes when a newer run comes
 */
export function mergeRuns(
  parts: readonly RunPart[],
  training: readonly TrainingResult[],
): DashboardData {
  const devices = devicesOf(parts);
  const deviceIds = devices.map(({ id }) => id);
  const texts = new Interned<string>();
  const provenances = new Interned<SteadyProvenance>();
  const runs: DashboardRun[] = [];
  const cells: DashboardCell[] = [];
  const routings = new Map<string, Routing>();
  for (const part of parts) {
    const run = runs.push({ ...part.run, device: deviceIds.indexOf(part.device.id) }) - 1;
    for (const { remarks, provenance, ...cell } of part.cells)
      cells.push({
        ...cell,
        run,
        remarks: remarks.map((text) => texts.indexOf(text)),
        provenance: provenance && provenances.indexOf(provenance),
      });
    for (const routing of part.routings)
      routings.set(JSON.stringify([part.device.id, routing.model, routing.dataset]), routing);
  }
  const data: DashboardData = {
    schemaVersion: 1,
    devices,
    runs,
    cells,
    provenances: provenances.values,
    texts: texts.values,
    routings: [...routings.values()],
    training: trainingOf(training),
  };
  return check(dashboardSchema, data, "dashboard data");
}

/** A device is its id, under the name and notes of its newest run. */
function devicesOf(parts: readonly RunPart[]): DashboardData["devices"] {
  const newest = new Map<string, RunPart>();
  for (const part of parts) {
    const { id } = part.device;
    if (part.run.startedAt >= (newest.get(id)?.run.startedAt ?? "")) newest.set(id, part);
  }
  return [...newest.values()].map(({ device }) => device);
}

/** Keeps each value once and gives its index: many cells share a provenance or a remark. */
class Interned<T> {
  readonly values: T[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(value: T): number {
    const key = JSON.stringify(value);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
