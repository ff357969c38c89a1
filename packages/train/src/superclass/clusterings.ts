import type { TrainingResult } from "@vmoe-bench/contracts";
import { EmptySuperClassError, NoCommunitiesError } from "../errors.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { adjustedRand } from "./adjusted-rand.ts";
import { clusterClasses } from "./clusters.ts";
import { confusionGraph, modularity } from "./graph.ts";
import type { SuperClasses } from "./super-classes.ts";

type Clustering = NonNullable<TrainingResult["superClasses"]>["clusterings"][number];

/** What each method makes of the confusions, and how like the super-classes in use it is. */
export function clusteringsOf(
  { confusion, superClassOf, members }: SuperClasses,
  settings: SuperClassSettings,
  seed: number,
): Clustering[] {
  const graph = confusionGraph(confusion[settings.confusion]);
  return (["spectral", "balanced", "louvain"] as const).map((method) => {
    try {
      const own = { ...settings, from: "confusions", clustering: method } as const;
      const clusters = clusterClasses(graph, members.length, own, [], seed);
      return {
        method,
        found: {
          modularity: modularity(graph, clusters),
          adjustedRand: adjustedRand(superClassOf, clusters),
        },
      };
    } catch (error) {
      if (!(error instanceof EmptySuperClassError || error instanceof NoCommunitiesError))
        throw error;
      return { method, found: null };
    }
  });
}
