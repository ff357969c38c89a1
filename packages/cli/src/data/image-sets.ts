import type { ImageRecipe, ModelCard, Suite } from "@vmoe-bench/contracts";
import { recipeName } from "@vmoe-bench/dataset";
import {
  openImages,
  scanImages,
  startThreadDecoder,
  type FoundImages,
} from "@vmoe-bench/dataset/images";
import { readClassMap, withClassMap } from "./class-map.ts";
import { decodedSplit, type DecodedSplit } from "./decoded-split.ts";
import { DecodingProgress } from "./decoding-progress.ts";
import { modelLabels } from "./model-labels.ts";
import { recipeOf } from "./recipe-of.ts";

/** What the command line says of image files. */
export interface ImageOptions {
  readonly skipCorrupt: boolean;
  /** A file that says which of a model's classes the folder's are. */
  readonly classMap: string | undefined;
}

/**
 * One data set that a run makes of image files: those of its models that take pictures the same way
 * and have the same classes share it.
 */
export interface ImageSet {
  readonly name: string;
  readonly recipe: ImageRecipe;
  /** The first of its models. */
  readonly card: ModelCard;
  /** As the suite names them. */
  readonly models: readonly string[];
}

export interface NamedCard {
  /** As the suite names the model. */
  readonly model: string;
  readonly card: ModelCard;
}

/**
 * Finds the images.
 * @throws what `scanImages` and `withClassMap` throw
 */
export async function findImages(
  path: string,
  split: Suite["dataset"]["split"],
  { classMap }: Pick<ImageOptions, "classMap">,
): Promise<FoundImages> {
  const found = scanImages(path, split);
  return classMap === undefined
    ? found
    : withClassMap(found, await readClassMap(classMap), classMap);
}

/**
 * The data sets that the models make of the images, before anything is decoded.
 * @throws ClassesQuestionError, ImageChannelsError
 */
export function imageSets(found: FoundImages, cards: readonly NamedCard[]): ImageSet[] {
  const largest = found.images.reduce((most, { label }) => Math.max(most, label), 0);
  const sets = new Map<string, ImageSet>();
  const names = new Set<string>();
  for (const { model, card } of cards) {
    modelLabels(found.root, found.classes, largest, card);
    const recipe = recipeOf(card);
    const key = JSON.stringify([recipe, card.classes]);
    const known = sets.get(key);
    if (known === undefined) {
      const name = freeName(`${plainName(found.name)}-${recipeName(recipe)}`, names);
      names.add(name);
      sets.set(key, { name, recipe, card, models: [model] });
    } else sets.set(key, { ...known, models: [...known.models, model] });
  }
  return [...sets.values()];
}

/**
 * Decodes a data set, or finds it decoded.
 * @param count of the images that are wanted; undefined for all
 */
export async function openImageSet(
  found: FoundImages,
  { name, recipe, card }: ImageSet,
  { split, images: count }: Omit<Suite["dataset"], "name">,
  { skipCorrupt }: ImageOptions,
  signal: AbortSignal,
): Promise<DecodedSplit> {
  const progress = new DecodingProgress(`Decoding images to ${recipe.size} px`);
  try {
    const decoded = await openImages(found, () => startThreadDecoder(), {
      name,
      split,
      recipe,
      skipCorrupt,
      count,
      signal,
      onProgress: progress.update,
    });
    return decodedSplit(decoded, card);
  } finally {
    progress.clear();
  }
}

/** Lower-case letters, digits, dots and dashes: the name becomes part of addresses and tables. */
function plainName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return plain.slice(0, 40) || "images";
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number++;
  return `${wanted}-${number}`;
}
