import { shuffled } from "@vmoe-bench/dataset";
import { mix } from "../random.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { balancedClusters } from "./balanced.ts";
import type { Graph } from "./graph.ts";
import { louvainClusters } from "./louvain.ts";
import { spectralClusters } from "./spectral.ts";

const methods = {
  spectral: spectralClusters,
  balanced: balancedClusters,
  louvain: louvainClusters,
} as const;

/**
 * Each class's super-class, none of them empty.
 * @param coarseOf each class's super-class in the data set itself, where it has such
 * @throws EmptySuperClassError, NoCommunitiesError
 */
export function clusterClasses(
  graph: Graph,
  count: number,
  { from, clustering }: SuperClassSettings,
  coarseOf: readonly number[],
  seed: number,
): number[] {
  const own = mix(seed, "super-classes");
  if (from === "coarse") return [...coarseOf];
  if (from === "confusions") return methods[clustering](graph, count, own);
  const superClassOf = graph.map(() => 0);
  for (const [place, label] of shuffled(graph.length, own).entries())
    superClassOf[label] = place % count;
  return superClassOf;
}
