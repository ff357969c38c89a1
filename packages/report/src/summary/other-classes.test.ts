import { expect, test } from "vitest";
import { on, together, wholeRun, withAccuracy } from "../testing/run.ts";
import type { RunData } from "./run-data.ts";
import { summarise } from "./summarise.ts";

/** Predictions of both models on tfjs-node, of the first `images` images. */
function beside(change: (predicted: readonly number[]) => readonly number[], images = 10): RunData {
  const tfjs = withAccuracy(on("tfjs-node/cpu", wholeRun()), (measurement) => ({
    ...measurement,
    labels: measurement.labels.slice(0, images),
    predicted: [...change(measurement.predicted)].slice(0, images),
  }));
  return together(tfjs, wholeRun());
}

function found(run: RunData): string[] {
  return summarise(run).rows.flatMap(({ arm, validity }) =>
    (validity?.reasons ?? [])
      .filter(({ code }) => code === "other-classes")
      .map(({ detail }) => `${arm.model}@${arm.backend} ${detail}`),
  );
}

const third = (class3: number) => (predicted: readonly number[]) =>
  predicted.map((one, i) => (i === 3 ? class3 : one));

test("backends that give all images the same classes are no reason", () => {
  expect(found(beside((predicted) => predicted))).toEqual([]);
});

test("of fewer images the fewer are compared, with the backend that saw the most", () => {
  expect(found(beside(third(9), 5))).toEqual([
    "dense-6x64@tfjs-node/cpu on 1 of 5 images, than ort-node/cpu dense",
    "vmoe-6x64@tfjs-node/cpu on 1 of 5 images, than ort-node/cpu gather",
  ]);
  // The image that differs is not among the first three.
  expect(found(beside(third(9), 3))).toEqual([]);
});

const int8 = <T extends RunData["manifest"]["blocks"][number] | RunData["records"][number]>(
  one: T,
): T =>
  one.arm.backend === "tfjs-node/cpu" ? { ...one, arm: { ...one.arm, precision: "int8" } } : one;

test("other precisions may move a class", () => {
  const { manifest, records, end } = beside(third(9), 5);
  const changed = { ...manifest, blocks: manifest.blocks.map(int8) };
  expect(found({ end, manifest: changed, records: records.map(int8) })).toEqual([]);
});
