import type { TrainingResult } from "@vmoe-bench/contracts";
import {
  mapPoints,
  paperGains,
  summariseTraining,
  trainingDocument,
  trainingTable,
  type TrainingRow,
} from "@vmoe-bench/report";
import { digits } from "./schema.ts";
import type { TrainedRow, Training } from "./training-schema.ts";

/** The ablation table of `compare --training`, with curves and where each row comes from. */
export function trainingOf(trainings: readonly TrainingResult[]): Training {
  const summary = summariseTraining(trainings);
  const groups = summary.groups.map((group) => {
    const table = trainingTable(group);
    const order = resultsFirst(table.columns.map(({ name }) => name));
    const { depth, width } = group.config;
    return {
      title: table.title,
      size: `${depth}x${width} on ${group.dataset}`,
      baseline: group.baseline,
      columns: order.flatMap((i) => {
        const column = table.columns[i];
        return column === undefined
          ? []
          : [{ name: column.name, numeric: column.align === "right" }];
      }),
      rows: group.rows.map((row, i) => {
        const cells = table.rows[i] ?? [];
        return trainedRow(
          row,
          order.map((place) => cells[place] ?? ""),
          trainings,
        );
      }),
    };
  });
  const map = mapPoints(summary).map(({ dataset, baseline, adds, exposure, row, gain }) => ({
    size: groups.find((group) => group.baseline === baseline.recipe)?.size ?? dataset,
    adds,
    recipe: row.recipe,
    seeds: row.seeds.length,
    imagesPerClass: exposure.imagesPerClass,
    everyImageNew: exposure.everyImageNew,
    gain: inPoints(gain),
    ownGain: row.gainOverAuxiliary && inPoints(row.gainOverAuxiliary),
  }));
  const paper = paperGains.map(({ size, gain }) => ({ size, gain }));
  return {
    groups,
    map,
    paper,
    remarks: trainings.length === 0 ? [] : [...trainingDocument(summary).remarks],
  };
}

const firstColumns = [/^recipe/, /^test/, /^held-out/, /^gain/, /^paper/];

/**
 * Places of columns: what a model is, what came of it, and then how it was made. What nothing was
 * chosen by comes before what models were chosen by.
 */
function resultsFirst(names: readonly string[]): number[] {
  return names
    .map((name, place) => ({ place, rank: rankOf(name) }))
    .toSorted((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ place }) => place);
}

function trainedRow(
  row: TrainingRow,
  cells: readonly string[],
  trainings: readonly TrainingResult[],
): TrainedRow {
  const own = trainings
    .filter(({ name, recipeSha256 }) => name === row.recipe && row.recipes.includes(recipeSha256))
    .toSorted((a, b) => a.seed - b.seed);
  return {
    recipe: row.recipe,
    cells: [...cells],
    gain: row.gain && inPoints(row.gain),
    testGain: row.testGain && inPoints(row.testGain),
    testImages: own.find(({ test }) => test !== null)?.test?.images ?? null,
    seeds: row.seeds.length,
    flops: row.flops,
    paper: row.paper?.gain ?? null,
    curves: own.map(({ seed, curve: { trainAccuracy, heldOutAccuracy } }) => ({
      seed,
      trainAccuracy,
      heldOutAccuracy,
    })),
    command: `vmoe-bench train ${row.recipe} --seeds ${row.seeds.join(" ")}`,
    records: own.map(({ name, seed, commit, recipeSha256, dataset, imagesPerSecond }) => ({
      file: `training/${name}-seed${seed}.json`,
      commit,
      recipeSha256,
      dataSha256: dataset.sha256,
      images: dataset.images,
      heldOut: dataset.heldOut,
      imagesPerSecond,
    })),
  };
}

function inPoints({
  value,
  interval,
  over,
}: NonNullable<TrainingRow["gain"]>): NonNullable<TrainedRow["gain"]> {
  return {
    value: points(value),
    low: interval && points(interval.low),
    high: interval && points(interval.high),
    over,
  };
}

function points(part: number): number {
  return digits(100 * part);
}

function rankOf(column: string): number {
  const rank = firstColumns.findIndex((one) => one.test(column));
  return rank < 0 ? firstColumns.length : rank;
}
