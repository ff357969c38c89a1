import { scaled } from "./confusion.ts";

/** Weights of an undirected graph's edges: symmetric, not negative, zero on the diagonal. */
export type Graph = readonly (readonly number[])[];

/**
 * The confusion graph: between two classes the mean of the parts of each that are taken for the
 * other. Rows are scaled to sum to 1, so that a class with many images weighs no more.
 */
export function confusionGraph(confusion: readonly (readonly number[])[]): Graph {
  const parts = confusion.map((row) => scaled(row));
  return parts.map((row, i) =>
    row.map((part, j) => (i === j ? 0 : (part + (parts[j]?.[i] ?? 0)) / 2)),
  );
}

/** Σ of each vertex's edges. */
export function degrees(graph: Graph): number[] {
  return graph.map((row) => row.reduce((a, b) => a + b, 0));
}

/**
 * Newman's modularity of a clustering: the part of the edge weight inside clusters less what a
 * random graph with these degrees would have. 0 for one cluster, at most 1.
 */
export function modularity(graph: Graph, clusterOf: ArrayLike<number>): number {
  const degree = degrees(graph);
  const total = degree.reduce((a, b) => a + b, 0);
  if (total === 0) return 0;
  let sum = 0;
  for (const [i, row] of graph.entries())
    for (const [j, weight] of row.entries())
      if (clusterOf[i] === clusterOf[j])
        sum += weight - ((degree[i] ?? 0) * (degree[j] ?? 0)) / total;
  return sum / total;
}
