import { describe, expect, test } from "vitest";
import { datasets } from "./catalogue.ts";

describe("the data sets", () => {
  test("have as many distinct classes as their authors say", () => {
    const counts = datasets.map(({ name, classes, coarseClasses }) => [
      name,
      new Set(classes).size,
      new Set(coarseClasses).size,
    ]);
    expect(counts).toEqual([
      ["fashion-mnist", 10, 0],
      ["cifar10", 10, 0],
      ["cifar100", 100, 20],
      ["hanzi", 1000, 0],
      ["hanzi-unseen", 1000, 0],
    ]);
  });

  test("have the published sizes", () => {
    const sizes = datasets.map(({ channels, height, width, splits }) =>
      [channels, height, width, splits.train, splits.test].join(" "),
    );
    expect(sizes).toEqual([
      "1 28 28 60000 10000",
      "3 32 32 50000 10000",
      "3 32 32 50000 10000",
      // Drawn without end, and in unseen fonts never.
      "1 32 32 Infinity 10000",
      "1 32 32 0 10000",
    ]);
  });
});
