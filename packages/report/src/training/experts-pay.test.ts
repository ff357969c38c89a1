import { expect, test } from "vitest";
import { auxiliaryResult, denseResult, sparseResult } from "../testing/training.ts";
import { mapPoints, mapTable } from "./experts-pay.ts";
import { summariseTraining } from "./summarise-training.ts";

const points = (...results: Parameters<typeof summariseTraining>[0]) =>
  mapPoints(summariseTraining(results));

test("of one dense model: the experts and the router's loss, and what experts add over that", () => {
  const gains = points(denseResult(0, 5), auxiliaryResult(0, 7), sparseResult(0, 8));
  expect(gains.map(({ adds, gain }) => [adds, gain.value])).toEqual([
    ["experts", 0.3],
    ["router's loss", 0.2],
  ]);
  expect(gains[0]?.row.gainOverAuxiliary?.value).toBeCloseTo(0.1);
});

test("of several, one of the most seeds comes before a better one of one seed", () => {
  const gains = points(
    ...[0, 1].flatMap((seed) => [denseResult(seed, 5), sparseResult(seed, 6)]),
    sparseResult(0, 9, { name: "lucky" }),
  );
  expect(gains.map(({ row, tried }) => [row.recipe, tried])).toEqual([["vmoe", 2]]);
});

test("a model of more active FLOPs is no point of the map", () => {
  const dearer = sparseResult(0, 9);
  const { moe } = dearer.config;
  if (moe === undefined) throw new Error("A V-MoE has experts.");
  const config = { ...dearer.config, moe: { ...moe, k: 2 } };
  expect(points(denseResult(0, 5), { ...dearer, config })).toEqual([]);
});

test("images a class are those that differ; a stream that does not run out says so", () => {
  const stream = { stream: { imagesPerEpoch: 80_000 } };
  const cut = { stream: { imagesPerEpoch: 80_000, imagesPerClass: 45 } };
  const exposures = [{}, stream, cut].map((recipe) => {
    const result = denseResult(0, 5);
    return summariseTraining([{ ...result, recipe }]).groups[0]?.rows[0]?.exposure;
  });
  const { dataset, epochs, config } = denseResult(0, 5);
  const imagesPerClass = dataset.images / config.classes;
  expect(exposures).toEqual([
    { imagesPerClass, everyImageNew: false, imagesSeen: epochs * dataset.images },
    { imagesPerClass, everyImageNew: true, imagesSeen: epochs * 80_000 },
    { imagesPerClass: 45, everyImageNew: false, imagesSeen: epochs * 80_000 },
  ]);
});

test("a line a point", () => {
  const { columns, rows } = mapTable(
    points(denseResult(0, 5), auxiliaryResult(0, 7), sparseResult(0, 8)),
  );
  expect(columns.map(({ name }) => name)).toContain("over the router's loss [95 %]");
  expect(rows).toHaveLength(2);
});
