import { KnownError } from "@vmoe-bench/contracts";

/** A folder's classes that a model does not know: only the user can say which they are. */
export class ClassesQuestionError extends KnownError {
  override readonly code = "classes-question";

  constructor(root: string, model: string, problem: string, options?: ErrorOptions) {
    super(
      `Which of the classes of "${model}" are those of ${root}? ${problem}`,
      'Say it with --class-map FILE, a JSON object such as {"folder\'s class": "model\'s class"}, or rename the folders.',
      options,
    );
  }
}

/** Labels that are numbers, of which a model has no class of the largest. */
export class LabelNumbersError extends KnownError {
  override readonly code = "label-numbers";

  constructor(
    root: string,
    {
      id,
      largest,
      count,
    }: { readonly id: string; readonly largest: number; readonly count: number },
  ) {
    const oneMore = largest === count;
    super(
      `Which of the classes of "${id}" are those of ${root}? Its labels go up to ${largest}, and the model has ${count} classes, of which the first is 0.`,
      oneMore
        ? "If the labels count from 1, say --label-shift -1; else say it with --class-map FILE."
        : 'Say it with --class-map FILE, a JSON object such as {"label": "model\'s class"}, or choose another model.',
    );
  }
}

/** `--label-shift` for labels that are names, or to below 0. */
export class LabelShiftError extends KnownError {
  override readonly code = "label-shift";

  constructor(root: string, problem: string) {
    super(`The labels of ${root} can't be shifted: ${problem}.`, "Leave out --label-shift.");
  }
}

/** Labels that a model's predictions fit better when they are meant in another way. */
export class OtherLabelsError extends KnownError {
  override readonly code = "other-labels";
}

/** A folder's classes, for an ONNX file whose classes have only numbers. */
export class UnnamedClassesError extends KnownError {
  override readonly code = "unnamed-classes";

  constructor(root: string, model: string, dataClasses: readonly string[], count: number) {
    const [first = "cat"] = dataClasses;
    super(
      `Which of the classes of "${model}" are those of ${root}? Its ${count} classes have numbers and no names.`,
      `Name them in the json beside it, as "classes" in their order, or say it with --class-map FILE, a JSON object such as ${JSON.stringify({ [first]: "0" })}.`,
    );
  }
}

/** A run of images whose folder nobody named. */
export class ImagesFolderError extends KnownError {
  override readonly code = "images-folder";

  constructor(name: string) {
    super(
      `The images of "${name}" are not one of the data sets that come with a name.`,
      "Say with --data where they are.",
    );
  }
}

/** Other images, or another recipe, than a run started with. */
export class OtherImagesError extends KnownError {
  override readonly code = "other-images";

  constructor(path: string, wanted: readonly string[], found: readonly string[]) {
    super(
      `${path} gives the data ${found.join(", ")}, and the run has ${wanted.join(", ")}.`,
      "Name the folder that the run started with, or start a new run.",
    );
  }
}
