import { wholePicture, type ImageRecipe, type Preparing } from "@vmoe-bench/contracts";
import { imageSetName, type SplitName } from "@vmoe-bench/dataset";
import {
  openImages,
  scanImages,
  startThreadDecoder,
  trainAndTest,
  underNamedClasses,
  type NamedTrainAndTest,
} from "@vmoe-bench/dataset/images";
import { unfitDataError } from "../errors.ts";
import type { TrainSplit } from "../images/train-split.ts";

/** What the command line says of image files. */
export interface ImageFileOptions {
  readonly skipCorrupt: boolean;
  /** A label file or a table, or "folders"; null for what is found. */
  readonly labels: string | null;
  readonly orientation: ImageRecipe["orientation"];
}

/**
 * The image files that a path has to train on and for the test; only names and label files are read.
 * @throws what `underNamedClasses`, `trainAndTest` and `scanImages` throw
 */
export async function findTrainingImages(
  path: string,
  { labels }: Pick<ImageFileOptions, "labels">,
): Promise<NamedTrainAndTest> {
  return underNamedClasses(
    await trainAndTest((split) => scanImages(path, split, labels ?? undefined)),
  );
}

/** The form that a model takes pictures in. */
interface Form {
  readonly channels: number;
  readonly imageSize: number;
}

/**
 * Image files as a model takes them: decoded into the cache, or found there.
 * @throws `unfit-data`, and what `openImages` throws
 */
export async function decodeTraining(
  found: NamedTrainAndTest,
  { channels, imageSize: size }: Form,
  { skipCorrupt, orientation }: ImageFileOptions,
  { signal, reporter }: Preparing,
): Promise<{ readonly train: TrainSplit; readonly test: TrainSplit }> {
  if (channels !== 1 && channels !== 3)
    throw unfitDataError(
      `Pictures have 3 channels, or 1 where they are grey, and "model.channels" is ${channels}.`,
      'Give "model.channels" 3 or 1.',
    );
  const recipe = { ...wholePicture, channels, size, orientation } as const;
  const name = imageSetName(found.train.name, recipe);
  const open = async (
    images: NamedTrainAndTest["train"],
    split: SplitName,
    held: readonly string[],
  ) => {
    const what = `Decoding images to ${size} px`;
    try {
      return await openImages(images, () => startThreadDecoder(), {
        name,
        split,
        recipe,
        skipCorrupt,
        held,
        signal,
        onProgress: (done, total) => reporter.progress({ what, done, total, unit: "images" }),
      });
    } finally {
      reporter.progressEnded(what);
    }
  };
  const train = await open(found.train, "train", []);
  const test = await open(found.test, "test", [train.folder]);
  return { train: asSplit(train, found), test: asSplit(test, found) };
}

function asSplit(
  { about, labels, images, names }: Awaited<ReturnType<typeof openImages>>,
  { train: { name: title, classes } }: NamedTrainAndTest,
): TrainSplit {
  const { name, split, count, recipe, decoder, layout, found, skippedCount } = about;
  const { sha256, namesSha256 } = about;
  const { channels, height, width } = images;
  return {
    info: { name, title, classes, channels, height, width },
    split,
    count,
    labels,
    images,
    sha256,
    names,
    decoding: { recipe, decoder, layout, found, skipped: skippedCount, namesSha256 },
  };
}
