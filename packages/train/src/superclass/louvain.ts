import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { NoCommunitiesError } from "../errors.ts";
import type { Graph } from "./graph.ts";

/** From few communities to many, each 2 % finer than the one before. */
const resolutions = Array.from({ length: 400 }, (_, step) => 0.05 * 1.02 ** step);

/**
 * Louvain's communities (Blondel et al., 2008). The method finds their number itself, so the first
 * resolution that gives `count` is taken. The same seed gives the same communities.
 * @throws NoCommunitiesError when no resolution gives that number
 */
export function louvainClusters(graph: Graph, count: number, seed: number): number[] {
  for (const resolution of resolutions) {
    const clusters = communities(graph, resolution, seed);
    if (new Set(clusters).size === count) return renumbered(clusters);
  }
  throw new NoCommunitiesError(count, graph.length);
}

function communities(weights: Graph, resolution: number, seed: number): number[] {
  const graph = new UndirectedGraph();
  for (const i of weights.keys()) graph.addNode(i);
  for (const [i, row] of weights.entries())
    for (const [j, weight] of row.entries())
      if (i < j && weight > 0) graph.addEdge(i, j, { weight });
  const random = xoroshiro128plus(seed);
  const found = louvain(graph, { resolution, rng: () => uniformFloat64(random) });
  return weights.map((_, i) => found[i] ?? 0);
}

function renumbered(clusters: readonly number[]): number[] {
  const names = [...new Set(clusters)];
  return clusters.map((cluster) => names.indexOf(cluster));
}
