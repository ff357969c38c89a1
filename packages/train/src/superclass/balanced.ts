import type { Graph } from "./graph.ts";
import { spectralClusters, spectralPoints } from "./spectral.ts";

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
