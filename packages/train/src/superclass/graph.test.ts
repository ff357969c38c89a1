import { expect, test } from "vitest";
import { confusionGraph, modularity } from "./confusion.ts";

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
