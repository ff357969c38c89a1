import type { Preparing } from "@vmoe-bench/contracts";
import { imagesPath, openDataset, plainName } from "@vmoe-bench/dataset";
import type { NamedTrainAndTest } from "@vmoe-bench/dataset/images";
import { isGlyphSet, openImageStream } from "@vmoe-bench/dataset/glyphs";
import type { TrainImages, TrainSplit } from "../images/train-images.ts";
import { forImages } from "../recipe/for-images.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { decodeTraining, findTrainingImages, type ImageFileOptions } from "./image-files.ts";

/** What the command line says of data. */
export interface DataPlaces extends ImageFileOptions {
  /** The folder of a data set that has a name, or images in place of it; null for the usual places. */
  readonly data: string | null;
  readonly allowDownload: boolean;
}

/** A recipe with what it is trained on. */
export interface OpenedTraining {
  /** Where it is trained on image files, with their classes. */
  readonly recipe: Recipe;
  readonly train: TrainImages;
  readonly openTest: () => Promise<TrainSplit>;
  /** The files, where the images are such. */
  readonly found: NamedTrainAndTest | undefined;
}

type Source = Omit<OpenedTraining, "recipe">;

/**
 * Opens what recipes are trained on, each data once. A recipe's `dataset` is a name or a path to image
 * files, and `data` either has that data set's files or image files to take in place of it.
 */
export function trainingOpener(places: DataPlaces, preparing: Preparing) {
  const known = new Map<string, Promise<Source>>();
  const foundAt = new Map<string, Promise<NamedTrainAndTest>>();
  /**
   * @throws `unknown-name`, `images-folder`, `no-glyphs`, InvalidValueError, and what may be wrong with
   *   the data's files
   */
  return async (recipe: Recipe): Promise<OpenedTraining> => {
    const { dataset } = recipe.settings;
    const { channels, imageSize } = recipe.model;
    const dir = places.data ?? undefined;
    const path = await imagesPath({ name: dataset, split: "train" }, dir);
    const form = path === undefined ? [] : [channels, imageSize];
    const source = await once(known, JSON.stringify([dataset, ...form]), () =>
      path === undefined ? openNamed(dataset, places, preparing) : openFiles(path, recipe),
    );
    if (path === undefined) return { recipe, ...source };
    const { info } = source.train;
    const called = path === dataset ? undefined : plainName(info.title);
    return { recipe: forImages(recipe, info, called), ...source };
  };

  async function openFiles(path: string, { model, name }: Recipe): Promise<Source> {
    const files = await once(foundAt, path, () => findTrainingImages(path, places));
    const { reporter } = preparing;
    const { train, test, told } = files;
    for (const note of new Set([...train.notes, ...test.notes, told])) reporter.note(note);
    if (train.classes.length !== model.classes)
      reporter.note(
        `${name}: ${train.classes.length} classes of ${train.name} in place of the recipe's ${model.classes}.`,
      );
    const decoded = await decodeTraining(files, model, places, preparing);
    return { train: decoded.train, openTest: () => Promise.resolve(decoded.test), found: files };
  }
}

async function openNamed(
  dataset: string,
  { data, allowDownload }: DataPlaces,
  { signal }: Preparing,
): Promise<Source> {
  const places = { dir: data ?? undefined, allowDownload, signal };
  return {
    train: isGlyphSet(dataset)
      ? await openImageStream(dataset)
      : await openDataset(dataset, { split: "train", ...places }),
    openTest: () => openDataset(dataset, { split: "test", ...places }),
    found: undefined,
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
