import { shuffled } from "@vmoe-bench/dataset";
import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import type { SuperClassSettings } from "../recipe/schema.ts";
import {
  type Confusion,
  confusionGraph,
  confusionOf,
  type Graph,
  modularity,
} from "./confusion.ts";
import { mix } from "../random.ts";
import { balancedClusters, spectralClusters } from "./spectral.ts";
import { louvainClusters } from "./louvain.ts";
import { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import { isStream, type TrainImages } from "../images/train-images.ts";
import { networkConfig, type RoutedRecipe } from "../recipe/recipe.ts";
import type { PreparedData } from "../run/prepared-data.ts";

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
function findSuperClasses(
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

/**
 * The super-classes of a V-MoE or of an auxiliary loss, from the dense baseline's confusions on the
 * held-out part.
 * @throws EmptySuperClassError, NoCommunitiesError, the signal's reason
 */
export async function superClassesOf(
  recipe: RoutedRecipe,
  router: SuperClassSettings,
  baseline: { readonly config: ViTConfig; readonly weights: WeightMap },
  { train, normalisation, heldOut }: PreparedData,
  signal: AbortSignal | undefined,
): Promise<SuperClasses> {
  const network = new Network(baseline.config, baseline.weights);
  try {
    const predictions = await predict(network, { ...heldOut, normalisation }, signal);
    const { classes } = train.info;
    const confusion = confusionOf(predictions, heldOut.labels, classes.length);
    const experts = networkConfig(recipe).moe?.experts ?? 1;
    const coarseOf = coarseClasses(train);
    const { seed } = recipe.settings;
    return findSuperClasses(confusion, classes, experts, router, coarseOf, seed);
  } finally {
    network.dispose();
  }
}

/** Each class's super-class in the data set itself; empty where it has none. */
function coarseClasses(train: TrainImages): number[] {
  if (isStream(train) || train.coarseLabels === undefined) return [];
  const { info, labels, coarseLabels } = train;
  const own = Array.from(labels);
  return info.classes.map((_, label) => coarseLabels[own.indexOf(label)] ?? 0);
}
