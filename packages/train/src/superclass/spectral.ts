import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { degrees, type Graph } from "./graph.ts";
import { kMeansClusters } from "./k-means.ts";

/**
 * Spectral clustering (Ng, Jordan and Weiss, 2001): k-means on the rows, scaled to length 1, of the
 * eigenvectors of the normalised Laplacian's `count` smallest eigenvalues. The same seed gives the
 * same clusters.
 * @returns each vertex's cluster; clusters are numbered by their first vertex, none is empty
 * @throws EmptySuperClassError
 */
export function spectralClusters(graph: Graph, count: number, seed: number): number[] {
  return kMeansClusters(spectralPoints(graph, count), count, seed);
}

/** [K][count]: where the classes lie, so that those that are confused are near each other. */
export function spectralPoints(graph: Graph, count: number): number[][] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(normalisedLaplacian(graph)),
    { assumeSymmetric: true },
  );
  const smallest = realEigenvalues
    .map((value, column) => ({ value, column }))
    .toSorted((a, b) => a.value - b.value || a.column - b.column)
    .slice(0, count);
  return graph.map((_, i) => unit(smallest.map(({ column }) => eigenvectorMatrix.get(i, column))));
}

/** I − D^−½ W D^−½ */
function normalisedLaplacian(graph: Graph): number[][] {
  const factor = degrees(graph).map((degree) => (degree > 0 ? 1 / Math.sqrt(degree) : 0));
  return graph.map((row, i) =>
    row.map((weight, j) => (i === j ? 1 : 0) - weight * (factor[i] ?? 0) * (factor[j] ?? 0)),
  );
}

function unit(point: readonly number[]): number[] {
  const length = Math.hypot(...point);
  return point.map((value) => (length === 0 ? 0 : value / length));
}
