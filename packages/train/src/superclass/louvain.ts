import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { NoCommunitiesError } from "../errors.ts";
import { mix } from "../random.ts";
import { renumbered } from "./spectral.ts";
import type { Graph } from "./confusion.ts";

/** The resolutions that are looked through: one community, and each vertex its own. */
const [coarsest, finest] = [0.05, 150];

/** After so many halvings two resolutions differ by 0.2 %. */
const halvings = 12;

/** Orders in which the vertices are gone through, where the ones before gave no such number. */
const orders = 8;

/**
 * Louvain's communities (Blondel et al., 2008). The method finds their number itself, and finds more
 * at a higher resolution, so the range is halved until a resolution gives `count`. One order of the
 * vertices may jump over the number; then the next is tried. The same seed gives the same communities.
 * @throws NoCommunitiesError when no resolution gives that number
 */
export function louvainClusters(graph: Graph, count: number, seed: number): number[] {
  for (let order = 0; order < orders; order += 1) {
    let [low, high] = [coarsest, finest];
    for (let turn = 0; turn < halvings; turn += 1) {
      const resolution = Math.sqrt(low * high);
      const clusters = communities(graph, resolution, mix(seed, "louvain", order));
      const made = new Set(clusters).size;
      if (made === count) return renumbered(clusters);
      if (made < count) low = resolution;
      else high = resolution;
    }
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
  const communityOf = louvain(graph, { resolution, rng: () => uniformFloat64(random) });
  return weights.map((_, i) => communityOf[i] ?? 0);
}
