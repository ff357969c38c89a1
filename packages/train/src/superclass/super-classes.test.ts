import { describe, expect, test } from "vitest";
import type { SuperClassSettings } from "../recipe/schema.ts";
import { blocks } from "../testing/blocks.ts";
import { clusterClasses } from "./super-classes.ts";
import { modularity } from "./confusion.ts";

const settings: SuperClassSettings = {
  kind: "super-classes",
  from: "confusions",
  clustering: "spectral",
  confusion: "soft",
  lambda: 0.3,
  routeByLabel: 0,
};
const graph = blocks([0, 3, 5], [1, 4, 8, 9], [2, 6, 7]);
const blockOf = [0, 1, 2, 0, 1, 0, 2, 2, 1, 1];

function clusters(more: Partial<SuperClassSettings>, count = 3, seed = 0): number[] {
  return clusterClasses(graph, count, { ...settings, ...more }, [], seed);
}

describe("clusterClasses", () => {
  test.each(["spectral", "louvain", "balanced"] as const)("%s finds the blocks", (clustering) => {
    for (const seed of [0, 1, 12_345]) expect(clusters({ clustering }, 3, seed)).toEqual(blockOf);
  });

  test("Louvain makes as many communities as are asked for, where a resolution gives them", () => {
    for (const count of [2, 3, 10])
      expect(new Set(clusters({ clustering: "louvain" }, count)).size).toBe(count);
    expect(() => clusters({ clustering: "louvain" }, 5)).toThrow(
      "Louvain's method finds no 5 communities in the confusions of 10 classes, at no resolution.",
    );
  });

  test("Louvain tries further orders of the classes where the first jumps over the number", () => {
    const dense = Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) =>
        i === j ? 0 : ((Math.min(i, j) * 7 + Math.max(i, j) * 11) % 13) + 1,
      ),
    );
    // The first order of seed 0 goes from 13 communities to 15.
    const clusters = clusterClasses(dense, 14, { ...settings, clustering: "louvain" }, [], 0);
    expect(new Set(clusters).size).toBe(14);
  });

  test("balanced clusters differ by one class at most, where the blocks do not", () => {
    const uneven = blocks([0, 1, 2, 3, 4, 5, 6], [7, 8], [9]);
    const clusters = clusterClasses(uneven, 3, { ...settings, clustering: "balanced" }, [], 0);
    const sizes = [0, 1, 2].map((each) => clusters.filter((cluster) => cluster === each).length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([3, 3, 4]);
    expect(clusters[7]).toBe(clusters[8]);
  });

  test("random ones have like sizes, follow the seed, and no confusions", () => {
    const random = clusters({ from: "random" });
    expect([0, 1, 2].map((each) => random.filter((one) => one === each).length)).toEqual([4, 3, 3]);
    expect(clusters({ from: "random" })).toEqual(random);
    expect(clusters({ from: "random" }, 3, 1)).not.toEqual(random);
    expect(modularity(graph, random)).toBeLessThan(modularity(graph, blockOf));
  });

  test("the data set's own are taken as they are", () => {
    const own = [2, 2, 2, 1, 1, 1, 0, 0, 0, 0];
    expect(clusterClasses(graph, 3, { ...settings, from: "coarse" }, own, 0)).toEqual(own);
  });
});
