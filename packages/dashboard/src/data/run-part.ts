import {
  armKey,
  baselinesAmong,
  type ModelCard,
  type RawImages,
  type RunManifest,
} from "@vmoe-bench/contracts";
import {
  answerLayout,
  answerLines,
  answerOf,
  cellsOf,
  ratioByRound,
  summarise,
  type RunData,
  type Summary,
} from "@vmoe-bench/report";
import { dashboardCell, type PartCell } from "./cell.ts";
import { type CellRecords, detailOf, recordsOf } from "./cell-records.ts";
import { routingOf } from "./routing.ts";
import type { Routing, CellDetail, DashboardData, DashboardRun } from "./schema.ts";

/** What a run's records do not hold. */
export interface BesideRun {
  /**
   * A model's, with the classes that a data set, "data-set/split", scores it on. Without one there
   * is no routing of the model.
   */
  readonly cardOf: (model: string, dataset: string) => ModelCard | undefined;
  /** By "data-set/split": only images that may be copied. */
  readonly pictures: ReadonlyMap<string, RawImages>;
}

/** A run as the dashboard shows it; small beside its records, which are needed no more. */
export interface RunPart {
  readonly device: DashboardData["devices"][number];
  readonly run: Omit<DashboardRun, "device">;
  readonly cells: readonly PartCell[];
  readonly routings: readonly Routing[];
}

export interface ReducedRun {
  readonly part: RunPart;
  /** What the part was made from. */
  readonly summary: Summary;
  /** A cell's samples, thinned, to be loaded when somebody looks. */
  readonly details: readonly CellDetail[];
}

/**
 * Pure.
 * @param first index of the run's first cell in the whole document
 */
export function reduceRun(run: RunData, beside: BesideRun, first: number): ReducedRun {
  const { manifest } = run;
  const summary = summarise(run);
  const armCells = new Map(cellsOf(run).map((cell) => [armKey(cell.arm), cell]));
  const indexByArm = new Map(summary.rows.map(({ arm }, i) => [armKey(arm), first + i]));
  const cells: PartCell[] = [];
  const details: CellDetail[] = [];
  const routings = new Map<string, Routing>();
  const baselineFor = baselinesAmong(
    summary.rows.map(({ arm }) => arm),
    manifest.baselines,
  );
  for (const row of summary.rows) {
    const index = first + cells.length;
    const armCell = armCells.get(armKey(row.arm));
    const records = armCell === undefined ? none : recordsOf(armCell);
    const against = baselineFor(row.arm);
    const baselineKey = against && armKey(against);
    const baseline = baselineKey === undefined ? undefined : indexByArm.get(baselineKey);
    const other = baselineKey === undefined ? undefined : armCells.get(baselineKey);
    const byRound = armCell && other ? ratioByRound(armCell, other, mostRounds) : [];
    const cell = dashboardCell(row, records, { manifest, baseline });
    cells.push(cell);
    if (cell.detail) details.push(detailOf(index, records, byRound));
    const { dataset } = cell;
    const key = JSON.stringify([cell.model, dataset]);
    if (routings.has(key) || cell.software || row.arm.control !== "none") continue;
    const card = beside.cardOf(row.arm.model, dataset);
    if (card === undefined) continue;
    const pictures = beside.pictures.get(dataset);
    const routing = routingOf({ card, cell: index, dataset, records, pictures });
    if (routing !== undefined) routings.set(key, routing);
  }
  const { id, name, notes } = manifest.device;
  const shown = runOf(manifest, summary);
  return {
    part: { device: { id, name, notes }, run: shown, cells, routings: [...routings.values()] },
    summary,
    details,
  };
}

function runOf(manifest: RunManifest, summary: Summary): RunPart["run"] {
  const { planned, missing, completed } = summary.blocks;
  return {
    id: manifest.id,
    suite: summary.suite,
    profile: summary.profile,
    dataset: summary.dataset,
    startedAt: manifest.startedAt,
    command: manifest.command,
    claimThreshold: manifest.suite.claimThreshold,
    blocks: { planned, recorded: planned - missing, completed },
    unfinished: summary.unfinished,
    answer: answerIn(summary),
  };
}

function answerIn(summary: Summary): DashboardRun["answer"] {
  const answer = answerOf(summary);
  return {
    // A screen breaks lines where it must.
    lines: answerLines([answer], { resume: null, full: null }, { ...answerLayout, width: 10_000 }),
    pairs: answer.pairs.map(({ model, baseline, data, winner, verdict }) => ({
      model,
      baseline,
      data,
      winner,
      verdict,
    })),
    trust: answer.trust?.level ?? null,
  };
}

/** Points of the line that a run's interval draws. */
const mostRounds = 12;

const none: CellRecords = { latency: [], accuracy: [], all: [] };
