import { encodeClasses, type ModelCard, type TrainingResult } from "@vmoe-bench/contracts";
import type { TrainSplit } from "../images/train-split.ts";
import type { UpcycledModel } from "./upcycle.ts";

/** The dense model that was upcycled, by its card. */
type Given = Pick<ModelCard, "id"> & { readonly weights: Pick<ModelCard["weights"], "sha256"> };

/**
 * The small records of an upcycling: of the V-MoE, and of the dense model as it was given, which did none
 * of its epochs.
 * @param info of the data, for the names of its classes
 */
export function upcycledResults(
  upcycled: UpcycledModel,
  { id, weights }: Given,
  { classes }: Pick<TrainSplit["info"], "classes">,
): { readonly sparse: TrainingResult; readonly dense: TrainingResult } {
  const made = upcycled.record;
  const dataset = { ...made.dataset, classes: [...classes] };
  const sparse = { ...made, twin: id, dataset };
  const { moe: _, ...config } = made.config;
  const { labels, predicted } = upcycled.denseHeldOut;
  const hits = labels.filter((label, i) => label === predicted[i]).length;
  const dense: TrainingResult = {
    ...sparse,
    name: id,
    twin: null,
    config,
    routing: { kind: "dense" },
    epochs: 0,
    recipe: null,
    recipeSha256: weights.sha256,
    curve: {
      loss: [],
      trainAccuracy: [],
      heldOutAccuracy: [],
      routerLoss: [],
      heldOutRouterAccuracy: [],
    },
    heldOut: {
      top1: hits / labels.length,
      images: labels.length,
      routerAccuracy: null,
      oracleTop1: null,
      expertUse: [],
      labels: encodeClasses(labels, config.classes),
      predicted: encodeClasses(predicted, config.classes),
    },
    test: null,
    superClasses: null,
    seconds: 0,
    imagesPerSecond: 0,
  };
  return { sparse, dense };
}
