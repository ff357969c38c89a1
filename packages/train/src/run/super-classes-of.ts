import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { Network } from "../model/network.ts";
import { predict } from "../model/predict.ts";
import { top1 } from "../model/top-1.ts";
import type { TrainSplit } from "../images/train-split.ts";
import type { VmoeRecipe } from "../recipe/recipe.ts";
import type { SuperClassSettings } from "../recipe/vmoe-schema.ts";
import { confusionOf } from "../superclass/confusion.ts";
import { findSuperClasses, type SuperClasses } from "../superclass/super-classes.ts";
import type { PreparedData } from "./prepared-data.ts";

/**
 * A V-MoE's super-classes, from its dense twin's confusions on the held-out part, and what the twin said
 * each of those images is.
 * @throws EmptySuperClassError, NoCommunitiesError, the signal's reason
 */
export async function superClassesOf(
  { model, settings }: VmoeRecipe,
  router: SuperClassSettings,
  baseline: { readonly config: ViTConfig; readonly weights: WeightMap },
  { train, normalisation, heldOut, heldOutLabels }: PreparedData,
  signal: AbortSignal | undefined,
): Promise<{ readonly superClasses: SuperClasses; readonly predicted: Uint16Array }> {
  const network = new Network(baseline.config, baseline.weights);
  try {
    const images = { images: train.images, normalisation, indexes: heldOut };
    const predictions = await predict(network, images, signal);
    const { classes } = train.info;
    const confusion = confusionOf(predictions, heldOutLabels, classes.length);
    const coarseOf = coarseClasses(train);
    const { experts } = model.moe;
    return {
      superClasses: findSuperClasses(confusion, classes, experts, router, coarseOf, settings.seed),
      predicted: heldOutLabels.map((_, i) => top1(predictions.logits, i, classes.length)),
    };
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
