import {
  armKey,
  baselineOf,
  baselinesAmong,
  dataKey,
  type FindBaseline,
  type FootprintMeasurement,
} from "@vmoe-bench/contracts";
import { top1, type AccuracyDifference, type MedianRatio } from "@vmoe-bench/measure";
import {
  accuracyIn,
  type BlockCounts,
  type Cell,
  cellsOf,
  completed,
  countBlocks,
  footprintsIn,
  latenciesIn,
  proofsIn,
  reasonsOf,
} from "./cell.ts";
import { footprintSummary, startSummary } from "./footprint.ts";
import { curveOf, latencyRatio, latencySummary } from "./latency.ts";
import { equalAccuracy, pairedGain } from "./equal-accuracy.ts";
import { besideReference } from "./reference.ts";
import { type Row, rowVerdict, type Summary } from "./row.ts";
import type { RunData } from "./run-data.ts";
import { cellValidity, type CellValidity } from "./validity.ts";

/** A run's records as rows, one an arm. Pure: the same files give the same rows. */
export function summarise(run: RunData): Summary {
  const { manifest } = run;
  const cells = cellsOf(run);
  const { device, suite, profile } = manifest;
  const table = new Table(run, cells);
  const rows = cells.map((cell) => table.rowOf(cell));
  const blocks = countBlocks([...new Set(cells.flatMap(blocksOf))]);
  return {
    runId: manifest.id,
    suite: suite.name,
    profile: profile.name,
    device: { id: device.id, name: device.name, threads: device.threads },
    dataset: `${suite.dataset.name}, ${suite.dataset.split}`,
    data: dataKey(suite.dataset),
    startedAt: manifest.startedAt,
    command: manifest.command,
    blocks,
    unfinished: isUnfinished(run, blocks),
    rows,
  };
}

/** Rounds that may be needed are known to be over only by a run's end. */
function isUnfinished({ manifest, end }: RunData, { missing, aborted }: BlockCounts): boolean {
  return missing + aborted > 0 || (end === undefined && manifest.profile.maxBlocks !== null);
}

function blocksOf({ latency, accuracy, footprint, proof }: Cell) {
  return [...accuracy, ...latency, ...footprint, ...proof];
}

/** The rows of one run: each may need another one's, the one that it is compared with. */
class Table {
  readonly #run: RunData;
  readonly #cells: readonly Cell[];
  readonly #byArm: ReadonlyMap<string, Cell>;
  readonly #baselineArm: FindBaseline;
  readonly #validities = new Map<Cell, CellValidity | null>();

  constructor(run: RunData, cells: readonly Cell[]) {
    this.#run = run;
    this.#cells = cells;
    this.#byArm = new Map(cells.map((cell) => [armKey(cell.arm), cell]));
    this.#baselineArm = baselinesAmong(
      cells.map(({ arm }) => arm),
      run.manifest.baselines,
    );
  }

  rowOf(cell: Cell): Row {
    const { manifest } = this.#run;
    const baseline = baselineOf(cell.arm, manifest.baselines);
    const ratio = this.#ratioOf(cell);
    const validity = this.#validityOf(cell, ratio);
    const beside = baseline && {
      model: baseline.model,
      isThere: this.#baselineOf(cell) !== undefined,
    };
    const all = blocksOf(cell);
    const measurement = completed(all)
      .map((record) => record.measurement)
      .find((found) => found.kind !== "proof");
    const accuracy = accuracyIn(cell);
    const starts = footprintsIn(cell);
    const of = (regime: FootprintMeasurement["regime"]) =>
      starts.filter((start) => start.regime === regime);
    return {
      arm: cell.arm,
      cost: measurement?.cost ?? null,
      artifactBytes: measurement?.placement.artifactBytes ?? null,
      top1: (accuracy && top1(accuracy.labels, accuracy.predicted)) ?? null,
      latency: latencySummary(cell),
      curve: manifest.profile.name === "sustained" ? curveOf(latenciesIn(cell)) : [],
      footprint: footprintSummary(of("cold-session")),
      starts: {
        firstEver: startSummary(of("first-ever")),
        coldSession: startSummary(of("cold-session")),
      },
      reference: besideReference(cell, this.#cells),
      proofs: proofsIn(cell),
      baseline: baseline?.model ?? null,
      gain: this.#gainOf(cell) ?? null,
      ratio: ratio ?? null,
      ...rowVerdict({ baseline: beside, ratio, validity }, manifest.suite.claimThreshold),
      equalAccuracy: equalAccuracy(cell, this.#cells, manifest.baselines, manifest.seed),
      validity,
      command: rowCommand(manifest.command, armKey(cell.arm)),
      blocks: countBlocks(all),
      latencyBlocks: countBlocks(cell.latency),
      reasons: reasonsOf(all),
    };
  }

  /** What the cell is compared with; undefined for a baseline. */
  #baselineOf({ arm }: Cell): Cell | undefined {
    const baseline = this.#baselineArm(arm);
    return baseline && this.#byArm.get(armKey(baseline));
  }

  #gainOf(cell: Cell): AccuracyDifference | undefined {
    const baseline = this.#baselineOf(cell);
    return baseline && pairedGain(cell, baseline, this.#run.manifest.seed);
  }

  /** Over the rounds that both arms completed. */
  #ratioOf(cell: Cell): MedianRatio | undefined {
    const baseline = this.#baselineOf(cell);
    if (baseline === undefined) return undefined;
    return latencyRatio(cell, baseline);
  }

  /** Once a cell: a dense cell's is asked for by every cell that is compared with it. */
  #validityOf(cell: Cell, ratio: MedianRatio | undefined): CellValidity | null {
    const known = this.#validities.get(cell);
    if (known !== undefined) return known;
    const validity = this.#judged(cell, ratio);
    this.#validities.set(cell, validity);
    return validity;
  }

  #judged(cell: Cell, ratio: MedianRatio | undefined): CellValidity | null {
    const { manifest, end } = this.#run;
    const baseline = this.#baselineOf(cell);
    const key = armKey(cell.arm);
    return cellValidity({
      cell,
      latency: latencySummary(cell),
      reference: besideReference(cell, this.#cells),
      ratio,
      baseline: (baseline && this.#validityOf(baseline, this.#ratioOf(baseline))) ?? undefined,
      ended: end?.comparisons.find(({ arm }) => arm === key),
      profile: manifest.profile,
      claimThreshold: manifest.suite.claimThreshold,
      ratioHalfWidth: manifest.suite.ratioHalfWidth,
    });
  }
}

/** The run's command, for one arm alone and what it is compared with; quoted for a shell. */
function rowCommand(command: string, arm: string): string {
  return `${command} --only '${arm.replaceAll("'", `'\\''`)}'`;
}
