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
