import { wholePicture, type ModelCard } from "@vmoe-bench/contracts";
import { cardTraining } from "../run/card-training.ts";
import type { TrainedModel } from "../run/train.ts";
import { modelId } from "./paths.ts";

/** The card of a trained model, to be written with its weights. */
export function cardOf(model: TrainedModel): Omit<ModelCard, "weights"> {
  const { config, dataset, normalisation, record, recipe } = model;
  const kind =
    config.moe === undefined
      ? "Dense ViT"
      : `V-MoE with ${config.moe.experts} experts in its last ${config.moe.layers} layers`;
  return {
    schemaVersion: 1,
    id: modelId(recipe),
    description: `${kind}, ${config.depth} layers of width ${config.width}, patch ${config.patch}, on ${dataset.title}.`,
    config,
    classes: [...dataset.classes],
    dataset: dataset.name,
    normalisation,
    ...(recipe.kind !== "dense" ? { twin: modelId(recipe.baseline) } : {}),
    training: cardTraining(record, wholePicture),
  };
}
