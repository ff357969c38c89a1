import { isViT, type ModelCard, type ModelConfig } from "@vmoe-bench/contracts";
import { writeModel } from "../zoo/stored-model.ts";
import type { Checkpoint } from "./read-checkpoint.ts";

/**
 * The card of a checkpoint, to be written with its weights.
 * @param source what it was read from, as the card is to say it
 */
function cardOfCheckpoint(checkpoint: Checkpoint, source: string): Omit<ModelCard, "weights"> {
  const { config, classes, dataset, normalisation, input, naming, files, assumed, notes } =
    checkpoint;
  return {
    schemaVersion: 1,
    id: idOf(checkpoint.name),
    description: `${described(config)}, imported from ${source}.`,
    config,
    classes: [...classes],
    dataset,
    normalisation,
    training: {
      kind: "imported",
      source,
      naming,
      files: files.map((file) => ({ ...file })),
      assumed: [...assumed],
      ...(notes.length === 0 ? {} : { notes: [...notes] }),
      input,
    },
  };
}

function described(config: ModelConfig): string {
  if (!isViT(config))
    return config.architecture === "mobilevit" ? "MobileViT" : "MobileNetV3, batch norms folded";
  const tokens = config.distillation === undefined ? "" : ", with a distillation token";
  return `Dense ViT, ${config.depth} layers of width ${config.width}, patch ${config.patch}${tokens}`;
}

/**
 * Writes a checkpoint as a model folder.
 * @throws the system's error; nothing is left half-written
 */
export function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  source: string,
): Promise<ModelCard> {
  return writeModel(folder, cardOfCheckpoint(checkpoint, source), checkpoint.weights);
}

/** As an id is written: lower-case letters, digits, dots and dashes. */
function idOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, 100);
  return plain === "" ? "checkpoint" : plain;
}

/** What was read, and what it does not say. */
export function importText(checkpoint: Checkpoint, source: string): string {
  const { config, naming, files, assumed, notes } = checkpoint;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const whose = naming === "timm" ? "timm's names" : "Hugging Face's names";
  const lines = [
    `${source}: ${modelText(config)}, ${config.channels} x ${config.imageSize} x ${config.imageSize} ${config.channels === 3 ? "RGB images" : "images"}, ${config.classes} classes`,
    `  ${files.length} file${files.length === 1 ? "" : "s"}, ${(bytes / 1e6).toFixed(2)} MB, ${whose}`,
    ...assumed.map((sentence) => `  Not said by its files: ${sentence}`),
    ...notes.map((sentence) => `  ${sentence}`),
  ];
  return lines.join("\n");
}

function modelText(config: ModelConfig): string {
  if (!isViT(config)) return config.architecture === "mobilevit" ? "MobileViT" : "MobileNetV3";
  const { depth, width, heads, patch } = config;
  return `ViT of ${depth} layers, width ${width}, ${heads} heads, patch ${patch}`;
}
