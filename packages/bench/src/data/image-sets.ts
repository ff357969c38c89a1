import type {
  Decoding,
  ImageRecipe,
  PreparationReporter,
  Preparing,
  Suite,
} from "@vmoe-bench/contracts";
import { type DecodedImages, imageSetName, type RunSplit } from "@vmoe-bench/dataset";
import {
  type FoundImages,
  openImages,
  scanImages,
  startThreadDecoder,
} from "@vmoe-bench/dataset/images";
import type { RunModel } from "@vmoe-bench/models/find";
import {
  type LabelledModel,
  modelLabels,
  readClassMap,
  withClassMap,
  withLabelShift,
} from "./labels.ts";

/** What the command line says of image files. */
interface ImageOptions {
  readonly skipCorrupt: boolean;
  /** A file that says which of a model's classes the folder's are. */
  readonly classMap: string | undefined;
  /** `--labels`: a label file or a table, or "folders" for a class a folder. */
  readonly labels: string | undefined;
  readonly orientation: ImageRecipe["orientation"];
  /** What is added to labels that are bare numbers; undefined where nothing is said of it. */
  readonly labelShift: number | undefined;
}

/**
 * One data set that a run makes of image files: those of its models that take pictures the same way
 * and have the same classes share it.
 */
export interface ImageSet {
  readonly name: string;
  readonly recipe: ImageRecipe;
  /** The first of its models. */
  readonly first: PictureModel;
  /** As the suite names them. */
  readonly models: readonly string[];
}

/** What pictures are made ready for. */
type PictureModel = LabelledModel & Pick<RunModel, "recipe">;

interface Named {
  /** As the suite names the model. */
  readonly name: string;
  readonly model: PictureModel;
}

/**
 * Finds the images.
 * @throws what `scanImages`, `withClassMap` and `withLabelShift` throw
 */
export async function findImages(
  path: string,
  split: Suite["dataset"]["split"],
  { classMap, labels, labelShift = 0 }: Pick<ImageOptions, "classMap" | "labels" | "labelShift">,
  reporter: PreparationReporter,
): Promise<FoundImages> {
  const scanned = scanImages(path, split, labels);
  for (const note of scanned.notes) reporter.note(note);
  const named =
    classMap === undefined
      ? scanned
      : withClassMap(scanned, await readClassMap(classMap), classMap);
  return withLabelShift(named, labelShift);
}

/**
 * The data sets that the models make of the images, before anything is decoded.
 * @throws `classes-question`, `label-numbers`, `unnamed-classes`, `image-channels`
 */
export function imageSets(
  found: FoundImages,
  models: readonly Named[],
  { orientation }: Pick<ImageOptions, "orientation">,
): ImageSet[] {
  const largest = found.images.reduce((most, { label }) => Math.max(most, label), 0);
  const sets = new Map<string, ImageSet>();
  const names = new Set<string>();
  for (const { name: asked, model } of models) {
    modelLabels(found.root, found.classes, largest, model);
    const recipe = { ...model.recipe(), orientation };
    const key = JSON.stringify([recipe, model.classes, model.background]);
    const known = sets.get(key);
    if (known === undefined) {
      const name = freeName(imageSetName(found.name, recipe), names);
      names.add(name);
      sets.set(key, { name, recipe, first: model, models: [asked] });
    } else sets.set(key, { ...known, models: [...known.models, asked] });
  }
  return [...sets.values()];
}

/**
 * Decodes a data set, or finds it decoded.
 * @param count of the images that are wanted; undefined for all
 * @param held folders of decoded images that the run reads as well, so that they stay
 */
export async function openImageSet(
  found: FoundImages,
  { name, recipe, first }: ImageSet,
  { split, images: count }: Omit<Suite["dataset"], "name">,
  { skipCorrupt }: ImageOptions,
  held: readonly string[],
  { signal, reporter }: Preparing,
): Promise<DecodedSplit> {
  const what = `Decoding images to ${recipe.size} px`;
  try {
    const decoded = await openImages(found, () => startThreadDecoder(), {
      name,
      split,
      recipe,
      skipCorrupt,
      count,
      held,
      signal,
      onProgress: (done, total) => reporter.progress({ what, done, total, unit: "images" }),
    });
    // They may have been decoded under another name.
    return decodedSplit({ ...decoded, about: { ...decoded.about, name } }, first);
  } finally {
    reporter.progressEnded(what);
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}-${number}`)) number++;
  return `${wanted}-${number}`;
}

/** Decoded images of a run, under a model's classes. */
export interface DecodedSplit extends RunSplit {
  /** Where the decoded images lie. */
  readonly folder: string;
  readonly decoding: Decoding;
}

/**
 * @throws `classes-question`
 */
function decodedSplit(decoded: DecodedImages, model: LabelledModel): DecodedSplit {
  const { folder, about, images, labels, names } = decoded;
  const { name, split, count, recipe, decoder, layout, found, skippedCount, sha256, namesSha256 } =
    about;
  const { channels, height, width } = images;
  const largest = labels.reduce((a, b) => Math.max(a, b), 0);
  const columns = modelLabels(about.root, about.classes, largest, model);
  return {
    info: { name, classes: [...model.classes], channels, height, width },
    split,
    count,
    labels: labels.map((label) => columns[label] ?? 0),
    images,
    sha256,
    folder,
    names,
    decoding: { recipe, decoder, layout, found, skipped: skippedCount, namesSha256 },
  };
}

/** What the command line says of data. */
export interface DataRequest extends ImageOptions {
  /** `--data`: the folder of a data set that has a name, or of images. */
  readonly dir: string | undefined;
}

/** Where what a run has read lies now; what is undefined has not moved. */
export type DataPlaces = Pick<DataRequest, "dir" | "classMap" | "labels">;
