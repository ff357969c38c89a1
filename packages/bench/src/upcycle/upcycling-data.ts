import { requireNoImageOptions } from "../options/data-options.ts";
import type { ModelCard, Preparing } from "@vmoe-bench/contracts";
import {
  datasetNames,
  imagesFolderError,
  imagesPath,
  openDataset,
  type SplitName,
} from "@vmoe-bench/dataset";
import { trainAndTest, type FoundImages } from "@vmoe-bench/dataset/images";
import type { TrainingData, TrainSplit } from "@vmoe-bench/train";
import { checkLabels } from "../data/check-labels.ts";
import {
  type DataRequest,
  type DecodedSplit,
  findImages,
  imageSets,
  openImageSet,
} from "../data/image-sets.ts";
import { modelLabels } from "../data/labels.ts";
import { recipeOf } from "@vmoe-bench/models/find";

/** What the command line says of the data to learn. */
export interface UpcyclingDataRequest extends DataRequest {
  /** A data set that has a name; the model's own where it is undefined. */
  readonly dataset: string | undefined;
  /** As `--model` names it. */
  readonly model: string;
  readonly allowDownload: boolean;
}

/**
 * Opens what a model is to learn: a data set that has a name, or image files, decoded as the model
 * takes pictures and under the data's own classes.
 * @throws what is wrong with the data, or with the model for them
 */
export async function openUpcyclingData(
  card: ModelCard,
  request: UpcyclingDataRequest,
  preparing: Preparing,
): Promise<TrainingData> {
  const { dir, allowDownload } = request;
  const name = request.dataset ?? card.dataset;
  const path = await imagesPath({ name, split: "train" }, dir);
  if (path !== undefined) return openImageData(card, path, request, preparing);
  if (request.dataset === undefined && !datasetNames().includes(name))
    throw imagesFolderError(name);
  requireNoImageOptions(request, name);
  const { signal } = preparing;
  const open = (split: SplitName) => openDataset(name, { split, dir, allowDownload, signal });
  return { train: await open("train"), test: await open("test") };
}

async function openImageData(
  card: ModelCard,
  path: string,
  request: UpcyclingDataRequest,
  preparing: Preparing,
): Promise<TrainingData> {
  const { reporter } = preparing;
  const { train, test, told } = await trainAndTest((split) =>
    findImages(path, split, request, reporter),
  );
  reporter.note(told);
  const columns = columnsOf(train, card);
  const open = async (found: FoundImages, split: SplitName, held: readonly string[]) => {
    const model = { id: card.id, classes: card.classes, recipe: () => recipeOf(card) };
    const [set] = imageSets(found, [{ name: card.id, model }], request);
    if (set === undefined) throw new RangeError("A model makes one data set of images.");
    return openImageSet(found, set, { split }, request, held, preparing);
  };
  const toLearn = await open(train, "train", []);
  if (request.labelShift === undefined)
    await checkLabels(train, toLearn, [request.model], preparing);
  const toTest = await open(test, "test", [toLearn.folder]);
  return {
    train: underOwnClasses(toLearn, columns, train.name),
    test: underOwnClasses(toTest, columns, train.name),
  };
}

/** Which of the model's classes each class of the images is. */
function columnsOf({ root, classes, images }: FoundImages, card: ModelCard): readonly number[] {
  const largest = images.reduce((most, { label }) => Math.max(most, label), 0);
  return modelLabels(root, classes, largest, card);
}

/** @param columns of the training images' classes, which are the test images', too */
function underOwnClasses(
  { info, ...split }: DecodedSplit,
  columns: readonly number[],
  title: string,
): TrainSplit {
  const nameOf = (column: number) => info.classes[column] ?? String(column);
  const positions = new Map(columns.map((column, position) => [column, position]));
  const labels = Array.from(split.labels, (column) => positions.get(column) ?? 0);
  return { ...split, info: { ...info, title, classes: columns.map(nameOf) }, labels };
}
