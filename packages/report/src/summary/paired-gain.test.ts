import type { ImageRecipe } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { wholeRun } from "../testing/run.ts";
import { cellsOf, type Cell } from "./cell.ts";
import { pairedGain } from "./paired-gain.ts";

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

test("a pass that ended sooner is paired on the images that it saw", () => {
  const whole = cellWith([0, 0, 1, 2], [0, 0, 1, 1], hash);
  // One of the first two is right there, and both are here.
  expect(gain(whole, cellWith([0, 0], [0, 1], hash))).toBeCloseTo(1 / 2);
  expect(gain(whole, cellWith([0, 1], [0, 1], hash))).toBeUndefined();
});

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
