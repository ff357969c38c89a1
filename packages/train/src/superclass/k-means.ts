import { kmeans } from "ml-kmeans";
import { EmptySuperClassError } from "../errors.ts";
import { mix } from "../random.ts";

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
