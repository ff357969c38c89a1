import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import type { TrainSplit } from "../images/train-split.ts";
import type { VmoeRecipe } from "../recipe/recipe.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { confusionOf } from "../superclass/confusion.ts";
import { findSuperClasses, type SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";

/**
 * A V-MoE's super-classes, from its dense twin's confusions on the held-out part.
 * @throws EmptySuperClassError, NoCommunitiesError, the signal's reason
 */
export async function superClassesOf(
  { model, settings }: VmoeRecipe,
  router: SuperClassSettings,
  baseline: { readonly config: ViTConfig; readonly weights: WeightMap },
  { train, normalisation, heldOut, heldOutLabels }: PreparedData,
  signal: AbortSignal | undefined,
): Promise<SuperClasses> {
  const network = new Network(baseline.config, baseline.weights);
  try {
    const images = { images: train.images, normalisation, indexes: heldOut };
    const predictions = await predict(network, images, signal);
    const { classes } = train.info;
    const confusion = confusionOf(predictions, heldOutLabels, classes.length);
    const coarseOf = coarseClasses(train);
    return findSuperClasses(confusion, classes, model.moe.experts, router, coarseOf, settings.seed);
  } finally {
    network.dispose();
  }
}

/** Each class's super-class in the data set itself; empty where it has none. */
function coarseClasses({ info, labels, coarseLabels }: TrainSplit): number[] {
  if (coarseLabels === undefined) return [];
  const own = Array.from(labels);
  return info.classes.map((_, label) => coarseLabels[own.indexOf(label)] ?? 0);
}
