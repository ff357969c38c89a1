import { expect, test } from "vitest";
import { confusionGraph, confusionOf, modularity } from "./confusion.ts";

test("counts and mean probabilities, a row a true class", () => {
  // Probabilities: e^0 : e^ln3 = 1/4, 3/4.
  const ln3 = Math.log(3);
  const logits = Float32Array.of(ln3, 0, 0, ln3, 0, ln3);
  const { counts, soft } = confusionOf({ logits }, [0, 0, 1], 2);
  expect(counts).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(soft[0]?.[0]).toBeCloseTo(0.5, 6);
  expect(soft[1]?.[0]).toBeCloseTo(0.25, 6);
  expect(soft[1]?.[1]).toBeCloseTo(0.75, 6);
});

test("symmetric, zero on the diagonal, not moved by a class's number of images", () => {
  // Class 0: 8 of 10 right, 2 taken for 1. Class 1: 90 of 100 right, 10 taken for 0.
  const graph = confusionGraph([
    [8, 2],
    [10, 90],
  ]);
  expect(graph[0]?.[0]).toBe(0);
  expect(graph[0]?.[1]).toBeCloseTo((0.2 + 0.1) / 2, 12);
  expect(graph[1]?.[0]).toBe(graph[0]?.[1]);
});

test("modularity of two pairs without an edge between them is 1/2, of one cluster 0", () => {
  const graph = [
    [0, 1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
  ];
  // 2m = 4, all inside; each pair has degree 2: 1 − 2·(2/4)² = 1/2.
  expect(modularity(graph, [0, 0, 1, 1])).toBeCloseTo(0.5, 12);
  expect(modularity(graph, [0, 0, 0, 0])).toBeCloseTo(0, 12);
  // Split across the edges: none inside, −2·(2/4)².
  expect(modularity(graph, [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
});
