import { kmeans } from "ml-kmeans";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { EmptySuperClassError } from "../errors.ts";
import { mix } from "../random.ts";
import { degrees, type Graph } from "./graph.ts";

const restarts = 50;

/**
 * Spectral clustering (Ng, Jordan and Weiss, 2001): k-means on the rows, scaled to length 1, of the
 * eigenvectors of the normalised Laplacian's `count` smallest eigenvalues; the best of 50 starts.
 * The same seed gives the same clusters.
 * @returns each vertex's cluster; clusters are numbered by their first vertex, none is empty
 * @throws EmptySuperClassError
 */
export function spectralClusters(graph: Graph, count: number, seed: number): number[] {
  const points = spectralPoints(graph, count);
  let best: { clusters: number[]; spread: number } | undefined;
  for (let start = 0; start < restarts; start += 1) {
    const { clusters, centroids } = kmeans(points, count, {
      initialization: "kmeans++",
      seed: mix(seed, start),
      maxIterations: 300,
    });
    if (new Set(clusters).size < count) continue;
    const spread = squaredDistances(points, clusters, centroids);
    if (best === undefined || spread < best.spread) best = { clusters, spread };
  }
  if (best === undefined) throw new EmptySuperClassError(count, graph.length, restarts);
  return renumbered(best.clusters);
}

function spectralPoints(graph: Graph, count: number): number[][] {
  const factor = degrees(graph).map((degree) => (degree > 0 ? 1 / Math.sqrt(degree) : 0));
  const laplacian = graph.map((row, i) =>
    row.map((weight, j) => (i === j ? 1 : 0) - weight * (factor[i] ?? 0) * (factor[j] ?? 0)),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(laplacian),
    { assumeSymmetric: true },
  );
  const smallest = realEigenvalues
    .map((value, column) => ({ value, column }))
    .toSorted((a, b) => a.value - b.value || a.column - b.column)
    .slice(0, count);
  return graph.map((_, i) => unit(smallest.map(({ column }) => eigenvectorMatrix.get(i, column))));
}

function unit(point: readonly number[]): number[] {
  const length = Math.hypot(...point);
  return point.map((value) => (length === 0 ? 0 : value / length));
}

function squaredDistances(points: number[][], clusters: number[], centroids: number[][]): number {
  let sum = 0;
  for (const [i, point] of points.entries())
    for (const [d, value] of point.entries())
      sum += (value - (centroids[clusters[i] ?? 0]?.[d] ?? 0)) ** 2;
  return sum;
}

function renumbered(clusters: readonly number[]): number[] {
  const names = [...new Set(clusters)];
  return clusters.map((cluster) => names.indexOf(cluster));
}
