import { type ImageRecipe, type Preparing, wholePicture } from "@vmoe-bench/contracts";
import { imageSetName, type SplitName } from "@vmoe-bench/dataset";
import {
  type NamedTrainAndTest,
  openImages,
  scanImages,
  startThreadDecoder,
  trainAndTest,
  underNamedClasses,
} from "@vmoe-bench/dataset/images";
import { dirname } from "node:path";
import { writeFileWhole } from "@vmoe-bench/files";
import { unfitDataError } from "../errors.ts";
import type { TrainSplit } from "../images/train-images.ts";

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

/** Where a run finds the images that a model was not trained on. */
interface TestData {
  /** For `run --data`. */
  readonly data: string;
  /** For `run --labels`; undefined where the folders say it. */
  readonly labels: string | undefined;
}

/**
 * Writes which images are for the test, where they were chosen by a seed.
 * @returns undefined for shards, of which no list can be read
 * @throws FileNotWritableError
 */
export async function writeTestList(
  { isCut, train, test }: NamedTrainAndTest,
  file: string,
): Promise<TestData | undefined> {
  const { root } = train;
  if (!isCut) {
    const { labelsFrom } = test;
    return { data: root, labels: labelsFrom === root ? undefined : (labelsFrom ?? undefined) };
  }
  if (test.layout === "tar shards") return undefined;
  const rows = test.images.map(({ name, label }) => [name, test.classes[label] ?? String(label)]);
  const text = [["path", "label"], ...rows].map((row) => row.map(cell).join(",")).join("\n");
  await writeFileWhole(file, `${text}\n`);
  return { data: test.labelsFrom === root ? dirname(root) : root, labels: file };
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
