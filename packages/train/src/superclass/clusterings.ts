import type { TrainingResult } from "@vmoe-bench/contracts";
import { EmptySuperClassError, NoCommunitiesError } from "../errors.ts";
import type { SuperClassSettings } from "../recipe/schema.ts";
import { clusterClasses, type SuperClasses } from "./super-classes.ts";
import { confusionGraph, modularity } from "./confusion.ts";

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

/**
 * Adjusted Rand index of two clusterings of the same things (Hubert and Arabie, 1985): 1 where they
 * are the same up to their numbers, 0 as by chance.
 */
export function adjustedRand(a: readonly number[], b: readonly number[]): number {
  const both = pairs(a.map((cluster, i) => `${cluster} ${b[i] ?? ""}`));
  const [inA, inB, all] = [pairs(a), pairs(b), choose2(a.length)];
  if (all === 0) return 1;
  const expected = (inA * inB) / all;
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}

/** Pairs of things that have the same name. */
function pairs(names: readonly (number | string)[]): number {
  const sizes = new Map<number | string, number>();
  for (const name of names) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + choose2(size), 0);
}

function choose2(n: number): number {
  return (n * (n - 1)) / 2;
}
