import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { clusterClasses } from "./clusters.ts";
import type { Confusion } from "./confusion.ts";
import { confusionGraph, modularity } from "./graph.ts";

/** `super-classes.json` in a V-MoE's run: what its router learns and where it comes from. */
export interface SuperClasses {
  readonly schemaVersion: 1;
  /** Names of the classes of each super-class. */
  readonly members: readonly (readonly string[])[];
  /** [K]: each class's super-class. */
  readonly superClassOf: readonly number[];
  readonly modularity: number;
  /** Images whose confusions were counted. */
  readonly heldOutImages: number;
  /** The dense baseline's on them: rows true, columns predicted. */
  readonly confusion: Confusion;
}

/** Clusters the classes so that those that are confused with each other belong together. */
export function findSuperClasses(
  confusion: Confusion,
  classes: readonly string[],
  count: number,
  settings: SuperClassSettings,
  coarseOf: readonly number[],
  seed: number,
): SuperClasses {
  const graph = confusionGraph(confusion[settings.confusion]);
  const superClassOf = clusterClasses(graph, count, settings, coarseOf, seed);
  const members = Array.from({ length: count }, (_, superClass) =>
    classes.filter((_name, label) => superClassOf[label] === superClass),
  );
  return {
    schemaVersion: 1,
    members,
    superClassOf,
    modularity: modularity(graph, superClassOf),
    heldOutImages: confusion.counts.flat().reduce((a, b) => a + b, 0),
    confusion,
  };
}
