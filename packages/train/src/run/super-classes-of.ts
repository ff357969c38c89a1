import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import { isStream, type TrainImages } from "../images/train-split.ts";
import { networkConfig } from "../recipe/network-of.ts";
import type { RoutedRecipe } from "../recipe/recipe.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { confusionOf } from "../superclass/confusion.ts";
import { findSuperClasses, type SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";

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
