import { KnownError } from "@vmoe-bench/contracts";

/** A folder's classes that a model does not know: only the user can say which they are. */
export function classesQuestionError(
  root: string,
  model: string,
  problem: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError(
    "classes-question",
    `Which of the classes of "${model}" are those of ${root}? ${problem}`,
    'Say it with --class-map FILE, a JSON object such as {"folder\'s class": "model\'s class"}, or rename the folders.',
    options,
  );
}

/** Labels that are numbers, of which a model has no class of the largest. */
export function labelNumbersError(
  root: string,
  { id, largest, count }: { readonly id: string; readonly largest: number; readonly count: number },
): KnownError {
  const oneMore = largest === count;
  return new KnownError(
    "label-numbers",
    `Which of the classes of "${id}" are those of ${root}? Its labels go up to ${largest}, and the model has ${count} classes, of which the first is 0.`,
    oneMore
      ? "If the labels count from 1, say --label-shift -1; else say it with --class-map FILE."
      : 'Say it with --class-map FILE, a JSON object such as {"label": "model\'s class"}, or choose another model.',
  );
}

/** `--label-shift` for labels that are names, or to below 0. */
export function labelShiftError(root: string, problem: string): KnownError {
  return new KnownError(
    "label-shift",
    `The labels of ${root} can't be shifted: ${problem}.`,
    "Leave out --label-shift.",
  );
}

/** Labels that a model's predictions fit better when they are meant in another way. */
export function otherLabelsError(
  message: string,
  remedy: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError("other-labels", message, remedy, options);
}

/** A folder's classes, for an ONNX file whose classes have only numbers. */
export function unnamedClassesError(
  root: string,
  model: string,
  dataClasses: readonly string[],
  count: number,
): KnownError {
  const [first = "cat"] = dataClasses;
  return new KnownError(
    "unnamed-classes",
    `Which of the classes of "${model}" are those of ${root}? Its ${count} classes have numbers and no names.`,
    `Name them in the json beside it, as "classes" in their order, or say it with --class-map FILE, a JSON object such as ${JSON.stringify({ [first]: "0" })}.`,
  );
}

/** Other images, or another recipe, than a run started with. */
export function otherImagesError(
  path: string,
  wanted: readonly string[],
  found: readonly string[],
): KnownError {
  return new KnownError(
    "other-images",
    `${path} gives the data ${found.join(", ")}, and the run has ${wanted.join(", ")}.`,
    "Name the folder that the run started with, or start a new run.",
  );
}
