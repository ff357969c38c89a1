import {
  type AccuracyMeasurement,
  apartFromQueries,
  type Arm,
  armKey,
  type BlockRecord,
  type CompletedRecord,
  type FootprintMeasurement,
  type LatencyMeasurement,
  type Measurement,
  type Proof,
  roundsOf,
  type RunManifest,
  scenarioName,
} from "@vmoe-bench/contracts";
import type { RunData } from "./run-data.ts";

/** One planned block with its record, if it has one. */
export interface Outcome {
  readonly record: BlockRecord | undefined;
}

/** In which round of the plan a latency block is, from 0. */
interface LatencyOutcome extends Outcome {
  readonly round: number;
}

/** The blocks of one arm: its own latency blocks in rounds, and those that hold for any batch. */
export interface Cell {
  readonly arm: Arm;
  /** Round by round, but for rounds that were not needed. */
  readonly latency: readonly LatencyOutcome[];
  readonly accuracy: readonly Outcome[];
  /** Fresh processes that memory and starts were measured in, of both regimes. */
  readonly footprint: readonly Outcome[];
  readonly proof: readonly Outcome[];
}

/** Blocks of an arm, its accuracy block included. `missing` have no record. */
export interface BlockCounts {
  readonly planned: number;
  readonly completed: number;
  readonly unsupported: number;
  readonly failed: number;
  readonly aborted: number;
  readonly missing: number;
}

interface GrowingCell extends Record<RunManifest["blocks"][number]["task"], Outcome[]> {
  readonly arm: Arm;
  readonly latency: LatencyOutcome[];
}

/** The arms of a run in the suite's order. */
export function cellsOf({ manifest, records, end }: RunData): Cell[] {
  const byBlock = new Map(records.map((record) => [record.blockId, record]));
  const leftOut = new Set(end?.leftOut);
  const rounds = roundsOf(manifest.blocks);
  const cells = new Map<string, GrowingCell>();
  for (const block of manifest.blocks) {
    const round = rounds.get(block.id);
    if (round === undefined) continue;
    const key = armKey(block.arm);
    const none = { latency: [], accuracy: [], footprint: [], proof: [] };
    const cell = cells.get(key) ?? { arm: block.arm, ...none };
    cells.set(key, cell);
    const record = byBlock.get(block.id);
    // A plan lists as many rounds as may be needed; which ones were not, only a run's end tells. A
    // budget leaves out first rounds, too.
    const needed = !leftOut.has(block.id) && (round < manifest.profile.blocks || end !== undefined);
    if (record !== undefined || needed) cell.latency.push({ record, round });
  }
  for (const block of manifest.blocks) {
    if (block.task === "latency") continue;
    // One for all cells that it holds for, so that it is counted once.
    const outcome = { record: byBlock.get(block.id) };
    if (outcome.record === undefined && leftOut.has(block.id)) continue;
    for (const cell of cells.values())
      if (armKey(apartFromQueries(cell.arm)) === armKey(apartFromQueries(block.arm)))
        cell[block.task].push(outcome);
  }
  const { models, backends, strategies, precisions } = manifest.suite;
  const strategyOrder: readonly string[] = ["dense", ...strategies];
  const order = ({ arm }: Cell) => [
    models.indexOf(arm.model),
    backends.indexOf(arm.backend),
    strategyOrder.indexOf(arm.strategy),
    arm.expertCap ?? Infinity,
    precisions.indexOf(arm.precision),
    arm.batch,
    arm.threads,
  ];
  const last = ({ arm }: Cell) =>
    `${arm.data ?? ""} ${scenarioName(arm.scenario)} ${arm.control === "none" ? "" : arm.control}`;
  return [...cells.values()].toSorted(
    (a, b) => compare(order(a), order(b)) || last(a).localeCompare(last(b)),
  );
}

function compare(a: readonly number[], b: readonly number[]): number {
  const first = a.findIndex((value, i) => value !== b[i]);
  return first < 0 ? 0 : (a[first] ?? 0) - (b[first] ?? 0);
}

/** Undefined for a block that did not complete, or that is void. */
export function latencyOf({ record }: Outcome): LatencyMeasurement | undefined {
  if (record?.status !== "completed" || record.measurement.kind !== "latency") return undefined;
  return record.measurement.page?.hidden === true ? undefined : record.measurement;
}

/** Whether the outcome's page was hidden, which voids it (rule 17). */
export function hiddenIn({ record }: Outcome): boolean {
  if (record?.status !== "completed" || record.measurement.kind !== "latency") return false;
  return record.measurement.page?.hidden === true;
}

/** The latency blocks that completed and are not void. */
export function latenciesIn({ latency }: Cell): LatencyMeasurement[] {
  return latency.map(latencyOf).filter((block) => block !== undefined);
}

export function accuracyIn({ accuracy }: Cell): AccuracyMeasurement | undefined {
  return measurementsOf(accuracy).find((one) => one.kind === "accuracy");
}

export function footprintsIn({ footprint }: Cell): FootprintMeasurement[] {
  return measurementsOf(footprint).filter((one) => one.kind === "footprint");
}

export function proofsIn({ proof }: Cell): Proof[] {
  return measurementsOf(proof).flatMap((one) => (one.kind === "proof" ? one.proofs : []));
}

function measurementsOf(outcomes: readonly Outcome[]): Measurement[] {
  return completed(outcomes).map(({ measurement }) => measurement);
}

export function completed(outcomes: readonly Outcome[]): CompletedRecord[] {
  return outcomes.flatMap(({ record }) => (record?.status === "completed" ? [record] : []));
}

export function countBlocks(outcomes: readonly Outcome[]): BlockCounts {
  const counts = { completed: 0, unsupported: 0, failed: 0, aborted: 0, missing: 0 };
  for (const { record } of outcomes) counts[record?.status ?? "missing"]++;
  return { planned: outcomes.length, ...counts };
}

/** Why blocks did not complete: each reason once, however many blocks it ended. */
export function reasonsOf(outcomes: readonly Outcome[]): string[] {
  const reasons = outcomes.flatMap(({ record }) => {
    if (record?.status === "unsupported") return [`${record.reason} ${record.remedy}`];
    if (record?.status === "failed") return [`${record.failure.message} ${record.failure.remedy}`];
    return [];
  });
  return [...new Set(reasons)];
}
