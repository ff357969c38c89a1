import { expect, test } from "vitest";
import type { ImageRecipe } from "@vmoe-bench/contracts";
import { tablesOf } from "../format/document.ts";
import { wholeRun } from "../testing/run.ts";
import type { RunData } from "./run-data.ts";
import { summarise } from "./summarise.ts";
import { type Cell, cellsOf } from "./cell.ts";
import { pairedGain } from "./equal-accuracy.ts";

const small = "dense-6x32";

/** The run with a second dense model, of half the FLOPs and latency, that has `right` of 10 images. */
function withSmaller(right: number): RunData {
  const { manifest, records, end } = wholeRun();
  const own = records.filter(({ arm }) => arm.strategy === "dense");
  const added = own.map((record) => {
    const arm = { ...record.arm, model: small };
    const blockId = `9${record.blockId}`;
    if (record.status !== "completed") throw new Error("The run is not whole.");
    const { measurement } = record;
    if (measurement.kind === "accuracy") {
      const predicted = measurement.labels.map((label) => (label < right ? label : 99));
      return { ...record, arm, blockId, measurement: { ...measurement, predicted } };
    }
    if (measurement.kind !== "latency") throw new Error("There is no such block in the run.");
    const flops = { macs2: 26e6, elementwise: 0 };
    const cost = {
      ...measurement.cost,
      flops: { denseEquivalent: flops, active: flops, executed: flops },
    };
    const samplesMs = measurement.samplesMs.map((ms) => ms / 2);
    return { ...record, arm, blockId, measurement: { ...measurement, cost, samplesMs } };
  });
  const blocks = manifest.blocks.flatMap((block) =>
    block.arm.strategy === "dense"
      ? [block, { ...block, id: `9${block.id}`, arm: { ...block.arm, model: small } }]
      : [block],
  );
  const suite = { ...manifest.suite, models: [...manifest.suite.models, small] };
  return { manifest: { ...manifest, suite, blocks }, records: [...records, ...added], end };
}

const sparseRow = (run: RunData) =>
  summarise(run).rows.find(({ arm }) => arm.model === "vmoe-6x64")?.equalAccuracy;

test("is of the largest dense model that is no better", () => {
  // The V-MoE has 10 of 10, its baseline 9: the baseline is the largest that it matches.
  const row = sparseRow(withSmaller(10));
  expect(row).toMatchObject({ dense: "dense-6x64", difference: { difference: 0.1, n: 10 } });
  expect(row?.ratio?.ratio).toBeCloseTo(0.504 / 0.458, 3);
});

/** The same with `right` of 10 images for the V-MoE. */
function withSparse(right: number, run: RunData): RunData {
  const records = run.records.map((record) => {
    if (record.arm.model !== "vmoe-6x64" || record.status !== "completed") return record;
    const { measurement } = record;
    if (measurement.kind !== "accuracy") return record;
    const predicted = measurement.labels.map((label) => (label < right ? label : 99));
    return { ...record, measurement: { ...measurement, predicted } };
  });
  return { ...run, records };
}

test("is of a smaller one where the larger one is better, and of none where all are", () => {
  const row = sparseRow(withSparse(8, withSmaller(8)));
  expect(row).toMatchObject({ dense: small, difference: { difference: 0 } });
  expect(row?.ratio?.ratio).toBeCloseTo(0.504 / 0.229, 3);
  expect(sparseRow(withSparse(7, withSmaller(8)))).toBeNull();
});

test("is not asked where a run has one dense model", () => {
  expect(sparseRow(wholeRun())).toBeNull();
  expect(tablesOf(summarise(wholeRun())).some(({ title }) => title.startsWith("At equal"))).toBe(
    false,
  );
});

test("is a table, without a ratio where a row is invalid", () => {
  const summary = summarise(withSmaller(10));
  const table = (rows: typeof summary.rows) =>
    tablesOf({ ...summary, rows }).find(({ title }) => title.startsWith("At equal"))?.rows;
  const key = ["vmoe-6x64", "ort-node/cpu", "gather", "dense-6x64"];
  expect(table(summary.rows)?.[0]?.slice(0, 4)).toEqual(key);
  const invalid = summary.rows.map((row) =>
    row.arm.model === "dense-6x64" && row.validity
      ? { ...row, validity: { ...row.validity, level: "invalid" as const } }
      : row,
  );
  expect(table(invalid)?.[0]?.at(-1)).toBe("no claim");
});

const [hash, otherHash] = ["a".repeat(64), "b".repeat(64)];

/** A cell of the whole run, with these labels and predictions of images of these names. */
function cellWith(labels: number[], predicted: number[], names: string): Cell {
  const [cell] = cellsOf(wholeRun());
  if (cell === undefined) throw new Error("no cell");
  const accuracy = cell.accuracy.map(({ record }) => {
    if (record?.status !== "completed" || record.measurement.kind !== "accuracy") return { record };
    const { provenance, measurement } = record;
    const decoding = {
      recipe,
      decoder: "sharp",
      layout: "class folders",
      found: labels.length,
      skipped: 0,
      namesSha256: names,
    };
    const dataset = { ...provenance.dataset, decoding };
    return {
      record: {
        ...record,
        provenance: { ...provenance, dataset },
        measurement: { ...measurement, labels, predicted },
      },
    };
  });
  return { ...cell, accuracy };
}

const recipe: ImageRecipe = {
  channels: 3,
  size: 8,
  cropPart: 1,
  interpolation: "bicubic",
  resize: "squash",
  orientation: "stored",
};

const gain = (own: Cell, other: Cell) => pairedGain(own, other, 0)?.difference;

test("models with the same classes in another order are paired by the images' names", () => {
  const forward = cellWith([0, 0, 1, 2], [0, 0, 1, 1], hash);
  // Class k is output 2 - k there: two of four are right.
  const backward = cellWith([2, 2, 1, 0], [2, 0, 1, 1], hash);
  expect(gain(forward, backward)).toBeCloseTo(3 / 4 - 2 / 4);
  expect(gain(backward, forward)).toBeCloseTo(2 / 4 - 3 / 4);
  // Other images, and classes that are one there.
  expect(gain(forward, cellWith([2, 2, 1, 0], [2, 0, 1, 1], otherHash))).toBeUndefined();
  expect(gain(forward, cellWith([2, 2, 1, 1], [2, 0, 1, 1], hash))).toBeUndefined();
});
