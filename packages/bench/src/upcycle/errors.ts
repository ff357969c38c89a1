import { KnownError, type ModelCard } from "@vmoe-bench/contracts";

/** Only dense models are upcycled. */
export function notDenseError({ id, twin }: ModelCard): KnownError {
  return new KnownError(
    "not-dense",
    `Model "${id}" has experts already.`,
    twin === undefined ? "Name a dense model." : `Name a dense model, such as its twin ${twin}.`,
  );
}

/** An output that would take the place of the model that was given. */
export function outputIsInputError(folder: string): KnownError {
  return new KnownError(
    "output-is-input",
    `The dense model would be written over the one that was given, in ${folder}.`,
    "Name another folder with -o.",
  );
}

/** Images of which nothing says which are to learn from, and which to try the model on. */
export function notSplitError(path: string): KnownError {
  return new KnownError(
    "not-split",
    `${path} does not say which of its images are for training, and which for the test.`,
    "Put them into a folder train and a folder val, each with the classes' folders.",
  );
}

/** A class of the test images that no training image has. */
export function untrainedClassesError(data: string, name: string): KnownError {
  return new KnownError(
    "untrained-classes",
    `The test images of ${data} have the class "${name}", and its training images have not.`,
    "Give both folders the same classes.",
  );
}
