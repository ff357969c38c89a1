import { labelColumns, UnmappedClassesError } from "@vmoe-bench/models/labels";
import type { RunModel } from "@vmoe-bench/models/find";
import { classesQuestionError, labelNumbersError, unnamedClassesError } from "./errors.ts";

/** What labels are understood by. */
export type LabelledModel = Pick<RunModel, "id" | "classes"> &
  Partial<Pick<RunModel, "background">>;

/**
 * Which of a model's outputs each label of a data set is. Bare numbers, as labels or as names of
 * folders, are the model's own numbers of its classes where they are not its names; a background class
 * has none.
 * @param classes of the data set; null where its labels are numbers
 * @param largest of the labels
 * @throws `classes-question`, `label-numbers`, `unnamed-classes`
 */
export function modelLabels(
  root: string,
  classes: readonly string[] | null,
  largest: number,
  model: LabelledModel,
): readonly number[] {
  if (classes === null)
    return byNumber(
      root,
      Array.from({ length: largest + 1 }, (_, label) => label),
      model,
    );
  try {
    return labelColumns(classes.map(asFolder), model.classes.map(asFolder));
  } catch (error) {
    if (!(error instanceof UnmappedClassesError)) throw error;
    const numbers = bareNumbers(classes);
    if (numbers !== null) return byNumber(root, numbers, model);
    if (areUnnamed(model)) throw unnamedClassesError(root, model.id, classes, model.classes.length);
    throw classesQuestionError(root, model.id, error.message, { cause: error });
  }
}

/** Classes that are called by numbers alone, as those; null where one has a name. */
export function bareNumbers(classes: readonly string[]): readonly number[] | null {
  const numbers = classes.map((name) => (/^\d{1,7}$/.test(name) ? Number(name) : NaN));
  return numbers.some(Number.isNaN) || new Set(numbers).size < numbers.length ? null : numbers;
}

function byNumber(
  root: string,
  numbers: readonly number[],
  { id, classes, background }: LabelledModel,
): number[] {
  const first = background === true ? 1 : 0;
  const largest = Math.max(0, ...numbers);
  const count = classes.length - first;
  if (largest >= count) throw labelNumbersError(root, { id, largest, count });
  return numbers.map((number) => number + first);
}

function areUnnamed({ classes, background }: LabelledModel): boolean {
  const first = background === true ? 1 : 0;
  return classes.slice(first).every((name, i) => name === String(i));
}

/**
 * A folder's name can't have a slash: "T-shirt/top" is the folder "T-shirt_top". An é has two forms, and
 * macOS gives a folder the one that is taken apart.
 */
function asFolder(name: string): string {
  return name.replaceAll("/", "_").normalize("NFC");
}
