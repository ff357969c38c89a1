import { KnownError, type ModelCard } from "@vmoe-bench/contracts";

/** Only dense models are upcycled. */
export class NotDenseError extends KnownError {
  override readonly code = "not-dense";

  constructor({ id, twin }: ModelCard) {
    super(
      `Model "${id}" has experts already.`,
      twin === undefined ? "Name a dense model." : `Name a dense model, such as its twin ${twin}.`,
    );
  }
}

/** An output that would take the place of the model that was given. */
export class OutputIsInputError extends KnownError {
  override readonly code = "output-is-input";

  constructor(folder: string) {
    super(
      `The dense model would be written over the one that was given, in ${folder}.`,
      "Name another folder with -o.",
    );
  }
}

/** Images of which nothing says which are to learn from, and which to try the model on. */
export class NotSplitError extends KnownError {
  override readonly code = "not-split";

  constructor(path: string) {
    super(
      `${path} does not say which of its images are for training, and which for the test.`,
      "Put them into a folder train and a folder val, each with the classes' folders.",
    );
  }
}

/** A class of the test images that no training image has. */
export class UntrainedClassesError extends KnownError {
  override readonly code = "untrained-classes";

  constructor(data: string, name: string) {
    super(
      `The test images of ${data} have the class "${name}", and its training images have not.`,
      "Give both folders the same classes.",
    );
  }
}
