import type { TrainingResult } from "@vmoe-bench/contracts";
import {
  summariseTraining,
  trainingDocument,
  trainingTable,
  type TrainingRow,
} from "@vmoe-bench/report";
import { digits } from "./digits.ts";
import type { TrainedRow, Training } from "./training-schema.ts";

/** The ablation table of `compare --training`, with curves and where each row comes from. */
export function trainingOf(results: readonly TrainingResult[]): Training {
  const summary = summariseTraining(results);
  const groups = summary.groups.map((group) => {
    const table = trainingTable(group);
    return {
      title: table.title,
      twin: group.twin,
      columns: table.columns.map(({ name, align }) => ({ name, numeric: align === "right" })),
      rows: group.rows.map((row, i) => trainedRow(row, table.rows[i] ?? [], results)),
    };
  });
  return { groups, remarks: results.length === 0 ? [] : [...trainingDocument(summary).remarks] };
}

function trainedRow(
  row: TrainingRow,
  cells: readonly string[],
  results: readonly TrainingResult[],
): TrainedRow {
  const own = results
    .filter(({ name, recipeSha256 }) => name === row.recipe && row.recipes.includes(recipeSha256))
    .toSorted((a, b) => a.seed - b.seed);
  return {
    recipe: row.recipe,
    cells: [...cells],
    gain: row.gain && {
      value: points(row.gain.value),
      low: row.gain.interval && points(row.gain.interval.low),
      high: row.gain.interval && points(row.gain.interval.high),
      over: row.gain.over,
    },
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

function points(part: number): number {
  return digits(100 * part);
}
