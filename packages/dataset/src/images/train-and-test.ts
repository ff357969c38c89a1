import { KnownError } from "@vmoe-bench/contracts";
import type { SplitName } from "../dataset.ts";
import { shuffled } from "../select/order.ts";
import type { FoundImage, FoundImages } from "./found.ts";

/** Images to learn from and images to try a model on, under one list of classes. */
interface TrainAndTest {
  readonly train: FoundImages;
  readonly test: FoundImages;
  /** Whether the test images were chosen here: no folder says which they are. */
  readonly isCut: boolean;
  /** What was taken for what, as a sentence. */
  readonly told: string;
}

type Find = (split: SplitName) => FoundImages | Promise<FoundImages>;

/** The share of each class that is tested on, where nothing says which images are for the test. */
const testPart = 0.1;
/** One for all trainings, so that their models are tried on the same images. */
const cutSeed = 2021;
/** Images that a class needs: two to train on, one to choose by, one for the test. */
const fewestOfClass = 4;
/** Labels are kept in two bytes. */
const mostClasses = 65_536;

/**
 * What a folder, a table or a shard has to train on and to try a model on: its folders `train` and
 * `val` (or their other names) where it has them, or what a table's column says, or else a part of each class that a fixed seed chooses.
 * @param find the images of a split
 * @throws `one-class`, `too-few-of-class`, `untrained-class`, and what `find` throws
 */
export async function trainAndTest(find: Find): Promise<TrainAndTest> {
  const train = await find("train");
  const [first = 0, ...others] = classNumbers(train);
  if (others.length === 0) throw oneClassError(train.root, nameOf(train, first));
  const test = partOf(train) === null ? undefined : await testOf(find);
  if (test === undefined) return cut(train);
  return {
    train,
    test: underClassesOf(train, test),
    isCut: false,
    told: `${train.root}: ${counted(train)} in ${partOf(train)} to train on, ${counted(test)} in ${partOf(test)} for the test.`,
  };
}

/** What says which split images are of: their folder, or a column of their table. */
function partOf({ splitFolder, tableSplit }: FoundImages): string | null {
  return splitFolder ?? tableSplit;
}

/** Undefined where there are only images to train on. */
async function testOf(find: Find): Promise<FoundImages | undefined> {
  try {
    const test = await find("test");
    return partOf(test) === null ? undefined : test;
  } catch (error) {
    if (error instanceof KnownError && error.code === "no-split") return undefined;
    throw error;
  }
}

function cut(all: FoundImages): TrainAndTest {
  const ofClass = new Map<number, FoundImage[]>();
  for (const image of all.images) {
    const others = ofClass.get(image.label);
    if (others === undefined) ofClass.set(image.label, [image]);
    else others.push(image);
  }
  const tests = new Set<FoundImage>();
  for (const [label, images] of ofClass) {
    if (images.length < fewestOfClass)
      throw tooFewOfClassError(all.root, nameOf(all, label), images.length, fewestOfClass);
    const wanted = Math.max(1, Math.round(testPart * images.length));
    for (const place of shuffled(images.length, cutSeed).slice(0, wanted)) {
      const image = images[place];
      if (image !== undefined) tests.add(image);
    }
  }
  const train = { ...all, images: all.images.filter((image) => !tests.has(image)) };
  const test = { ...all, images: all.images.filter((image) => tests.has(image)) };
  return {
    train,
    test,
    isCut: true,
    told: `${all.root} does not say which images are for the test: ${test.images.length.toLocaleString("en")} of ${counted(all)} are, a tenth of each class by a fixed seed.`,
  };
}

/** @throws `untrained-class` */
function underClassesOf(train: FoundImages, test: FoundImages): FoundImages {
  const trained = new Map(classNumbers(train).map((label) => [nameOf(train, label), label]));
  const images = test.images.map((image) => {
    const name = nameOf(test, image.label);
    const label = trained.get(name);
    if (label === undefined) throw untrainedClassError(train.root, name);
    return { ...image, label };
  });
  return { ...test, classes: train.classes, images };
}

/** Labels that some image has, ascending. */
function classNumbers({ images }: FoundImages): number[] {
  return [...new Set(images.map(({ label }) => label))].toSorted((a, b) => a - b);
}

function nameOf({ classes }: FoundImages, label: number): string {
  return classes?.[label] ?? String(label);
}

function counted({ images }: FoundImages): string {
  return `${images.length.toLocaleString("en")} images`;
}

type Named = FoundImages & { readonly classes: readonly string[] };

/** Where each class has a name. */
export interface NamedTrainAndTest extends TrainAndTest {
  readonly train: Named;
  readonly test: Named;
}

/**
 * Images under names for all of their classes: labels that are only numbers are called by those.
 * @throws `too-many-classes`
 */
export function underNamedClasses({ train, test, ...rest }: TrainAndTest): NamedTrainAndTest {
  const { classes } = train;
  const count = classes?.length ?? classNumbers(train).length;
  if (count > mostClasses) throw tooManyClassesError(train.root, count, mostClasses);
  if (classes !== null)
    return { train: { ...train, classes }, test: { ...test, classes }, ...rest };
  const numbers = classNumbers(train);
  const position = new Map(numbers.map((number, i) => [number, i]));
  const named = (found: FoundImages) => ({
    ...found,
    classes: numbers.map(String),
    images: found.images.map((image) => ({ ...image, label: position.get(image.label) ?? 0 })),
  });
  return { train: named(train), test: named(test), ...rest };
}

/** There is nothing to tell apart. */
function oneClassError(root: string, name: string): KnownError {
  return new KnownError(
    "one-class",
    `All images of ${root} are of one class, "${name}": there is nothing to learn.`,
    "Give a folder of images for each of at least two classes.",
  );
}

/** A class can't have an image in each part. */
function tooFewOfClassError(
  root: string,
  name: string,
  images: number,
  fewest: number,
): KnownError {
  return new KnownError(
    "too-few-of-class",
    `Class "${name}" of ${root} has ${images} ${images === 1 ? "image" : "images"}. Of each class some are trained on, some held out and some for the test, so at least ${fewest} are needed.`,
    "Put more images there, or remove that class.",
  );
}

/** A class of the test images that no training image has. */
function untrainedClassError(root: string, name: string): KnownError {
  return new KnownError(
    "untrained-class",
    `The test images of ${root} have the class "${name}", and its training images have not.`,
    "Give both folders the same classes.",
  );
}

/** More classes than a label in two bytes can tell apart. */
function tooManyClassesError(root: string, classes: number, most: number): KnownError {
  return new KnownError(
    "too-many-classes",
    `The images of ${root} are of ${classes.toLocaleString("en")} classes, and labels are kept in two bytes: at most ${most.toLocaleString("en")} classes can be trained.`,
    "Give a part of them.",
  );
}
