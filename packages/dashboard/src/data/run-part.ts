import { armKey, baselineOf, check, type ModelCard, type RawImages } from "@vmoe-bench/contracts";
import { cellsOf, summarise, type RunData } from "@vmoe-bench/report";
import { dashboardCell } from "./cell.ts";
import { detailOf } from "./detail.ts";
import { Interned } from "./intern.ts";
import { recordsOf, type CellRecords } from "./records-of.ts";
import { routingOf } from "./routing.ts";
import {
  dashboardSchema,
  type CellDetail,
  type DashboardCell,
  type DashboardData,
  type DashboardRun,
  type SteadyProvenance,
} from "./schema.ts";
import { trainingsOf } from "./training.ts";
import type { TrainingInput } from "./training-schema.ts";

export interface DashboardInput {
  readonly runs: readonly RunData[];
  /** Of the models in them, where they are at hand: without one there is no routing of it. */
  readonly cards: readonly ModelCard[];
  /** By "data-set/split": only images that may be copied. */
  readonly pictures: ReadonlyMap<string, RawImages>;
  readonly training: readonly TrainingInput[];
}

export interface Dashboard {
  readonly data: DashboardData;
  readonly details: readonly CellDetail[];
}

/** Runs as one document for the first view, and a detail for each cell. Pure. */
export function buildDashboardData({ runs, cards, pictures, training }: DashboardInput): Dashboard {
  const devices = new Interned<DashboardData["devices"][number]>();
  const texts = new Interned<string>();
  const provenances = new Interned<SteadyProvenance>();
  const cells: DashboardCell[] = [];
  const details: CellDetail[] = [];
  const routings = new Map<string, DashboardData["routings"][number]>();
  const shownRuns = runs.map((run, runIndex): DashboardRun => {
    const { manifest } = run;
    const summary = summarise(run);
    const recordsByArm = new Map<string, CellRecords>(
      cellsOf(run).map((cell) => [armKey(cell.arm), recordsOf(cell)]),
    );
    const first = cells.length;
    const indexByArm = new Map(summary.rows.map(({ arm }, i) => [armKey(arm), first + i]));
    for (const row of summary.rows) {
      const records = recordsByArm.get(armKey(row.arm)) ?? none;
      const baseline = baselineOf(row.arm, manifest.twins);
      const twinKey = baseline && armKey(baseline);
      const twinIndex = twinKey === undefined ? undefined : indexByArm.get(twinKey);
      const twin =
        twinKey === undefined || twinIndex === undefined
          ? undefined
          : { index: twinIndex, records: recordsByArm.get(twinKey) ?? none };
      const cell = dashboardCell(row, records, {
        run: runIndex,
        manifest,
        twin,
        texts,
        provenances,
      });
      const index = cells.push(cell) - 1;
      if (cell.detail) details.push(detailOf(index, records, manifest.startedAt));
      const card = cards.find(({ id }) => id === row.arm.model);
      const key = JSON.stringify([manifest.device.id, cell.model, cell.dataset]);
      if (card === undefined || cell.software || row.arm.control !== "none") continue;
      if (routings.has(key)) continue;
      const images = pictures.get(cell.dataset);
      const found = routingOf({
        card,
        cell: index,
        dataset: cell.dataset,
        records,
        pictures: images,
      });
      if (found !== undefined) routings.set(key, found);
    }
    const { id, name, notes } = manifest.device;
    return {
      id: manifest.id,
      device: devices.indexOf({ id, name, notes }),
      suite: summary.suite,
      profile: summary.profile,
      dataset: summary.dataset,
      startedAt: manifest.startedAt,
      command: manifest.command,
      claimThreshold: manifest.suite.claimThreshold,
      blocks: { planned: summary.blocks.planned, completed: summary.blocks.completed },
    };
  });
  const data: DashboardData = {
    schemaVersion: 1,
    devices: devices.values,
    runs: shownRuns,
    cells,
    provenances: provenances.values,
    texts: texts.values,
    routings: [...routings.values()],
    training: trainingsOf(training),
  };
  return { data: check(dashboardSchema, data, "dashboard data"), details };
}

const none: CellRecords = { latency: [], accuracy: [], all: [] };
