import { type Predictions, top1 } from "../model/predict.ts";

/** Rows are true classes, columns what the model said: [K][K]. */
export interface Confusion {
  /** Images. */
  readonly counts: readonly (readonly number[])[];
  /** Mean probabilities: rows sum to 1. */
  readonly soft: readonly (readonly number[])[];
}

/** Confusions of images that the model was not trained on. Each class must have one. */
export function confusionOf(
  { logits }: Pick<Predictions, "logits">,
  labels: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = square(classes);
  const soft = square(classes);
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] ?? 0;
    const said = top1(logits, i, classes);
    const countRow = counts[label] ?? [];
    countRow[said] = (countRow[said] ?? 0) + 1;
    const row = soft[label] ?? [];
    for (const [j, p] of softmax(logits.subarray(i * classes, (i + 1) * classes)).entries())
      row[j] = (row[j] ?? 0) + p;
  }
  return { counts, soft: soft.map((row) => scaled(row)) };
}

/** The row divided by its sum. */
function scaled(row: readonly number[]): number[] {
  const total = row.reduce((a, b) => a + b, 0);
  return row.map((value) => (total === 0 ? 0 : value / total));
}

function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  return scaled(Array.from(logits, (logit) => Math.exp(logit - largest)));
}

function square(size: number): number[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
}

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
