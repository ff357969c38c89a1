import { describe, expect, test } from "vitest";
import { blocks } from "../testing/blocks.ts";
import { kMeansClusters, spectralClusters } from "./spectral.ts";

describe("spectralClusters", () => {
  test("finds the blocks of a block graph, numbered by their first vertex", () => {
    const graph = blocks([0, 3, 5], [1, 4, 8, 9], [2, 6, 7]);
    expect(spectralClusters(graph, 3, 0)).toEqual([0, 1, 2, 0, 1, 0, 2, 2, 1, 1]);
  });

  test("the seed changes nothing about a clear answer, and the same seed nothing at all", () => {
    const graph = blocks([0, 1], [2, 3], [4, 5], [6, 7, 8]);
    for (const seed of [0, 1, 2, 12_345])
      expect(spectralClusters(graph, 4, seed)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 3]);
  });

  test("as many super-classes as classes puts each alone", () => {
    expect(spectralClusters(blocks([0, 1], [2, 3]), 4, 0)).toEqual([0, 1, 2, 3]);
  });

  test("two pairs without any edge between them", () => {
    const graph = [
      [0, 3, 0, 0],
      [3, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ];
    expect(spectralClusters(graph, 2, 0)).toEqual([0, 0, 1, 1]);
  });
});

test("points in one place leave a cluster empty, which is said in a sentence", () => {
  const points = Array.from({ length: 4 }, () => [1, 0]);
  expect(() => kMeansClusters(points, 2, 0)).toThrow(
    "Clustering 4 classes into 2 super-classes left one empty in each of 50 tries.",
  );
});
