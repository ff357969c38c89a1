import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { kmeans } from "ml-kmeans";
import { degrees, type Graph } from "./confusion.ts";
import { EmptySuperClassError } from "../errors.ts";
import { mix } from "../random.ts";

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
function spectralPoints(graph: Graph, count: number): number[][] {
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

const restarts = 50;

/**
 * k-means from 50 seeded starts (k-means++): the clusters with the least sum of squared distances.
 * @returns each point's cluster; clusters are numbered by their first point, none is empty
 * @throws EmptySuperClassError when every start ends with an empty cluster
 */
export function kMeansClusters(points: number[][], count: number, seed: number): number[] {
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
  if (best === undefined) throw new EmptySuperClassError(count, points.length, restarts);
  return renumbered(best.clusters);
}

function squaredDistances(points: number[][], clusters: number[], centroids: number[][]): number {
  let sum = 0;
  for (const [i, point] of points.entries())
    for (const [d, value] of point.entries())
      sum += (value - (centroids[clusters[i] ?? 0]?.[d] ?? 0)) ** 2;
  return sum;
}

/** Numbered by their first member. */
export function renumbered(clusters: readonly number[]): number[] {
  const names = [...new Set(clusters)];
  return clusters.map((cluster) => names.indexOf(cluster));
}

/**
 * Spectral clusters of sizes that differ by at most one: around the centres of the plain ones,
 * classes and clusters are matched nearest first, and a full cluster takes no more.
 */
export function balancedClusters(graph: Graph, count: number, seed: number): number[] {
  const points = spectralPoints(graph, count);
  const centres = centresOf(points, spectralClusters(graph, count, seed), count);
  const pairs = points
    .flatMap((point, label) =>
      centres.map((centre, cluster) => ({ label, cluster, distance: squared(point, centre) })),
    )
    .toSorted((a, b) => a.distance - b.distance);
  const clusterOf = points.map(() => -1);
  const sizes = centres.map(() => 0);
  const least = Math.floor(points.length / count);
  let larger = points.length % count;
  for (const { label, cluster } of pairs) {
    const size = sizes[cluster] ?? 0;
    if (clusterOf[label] !== -1 || size > least || (size === least && larger === 0)) continue;
    if (size === least) larger -= 1;
    clusterOf[label] = cluster;
    sizes[cluster] = size + 1;
  }
  return clusterOf;
}

function centresOf(points: readonly number[][], clusters: readonly number[], count: number) {
  return Array.from({ length: count }, (_, cluster) => {
    const members = points.filter((_point, label) => clusters[label] === cluster);
    const sum = (d: number) => members.reduce((total, point) => total + (point[d] ?? 0), 0);
    return (points[0] ?? []).map((_, d) => sum(d) / members.length);
  });
}

function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + (value - (b[d] ?? 0)) ** 2, 0);
}
