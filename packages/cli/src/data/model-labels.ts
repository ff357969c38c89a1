import { labelColumns, UnmappedClassesError } from "@vmoe-bench/labels";
import type { RunModel } from "../run/models/run-model.ts";
import { ClassesQuestionError, UnnamedClassesError } from "./errors.ts";

/**
 * Which of a model's classes each label of a data set is.
 * @param classes of the data set; null where its labels are the model's own numbers
 * @param largest of the labels
 * @throws ClassesQuestionError, UnnamedClassesError
 */
export function modelLabels(
  root: string,
  classes: readonly string[] | null,
  largest: number,
  model: Pick<RunModel, "id" | "classes">,
): readonly number[] {
  if (classes === null) {
    if (largest >= model.classes.length)
      throw new ClassesQuestionError(
        root,
        model.id,
        `Its labels go up to ${largest}, and the model has ${model.classes.length} classes.`,
      );
    if (model.classes.every((name) => /^\d+$/.test(name)) && !areNumbered(model.classes))
      throw new ClassesQuestionError(
        root,
        model.id,
        "Its labels are numbers, and so are the names of the model's classes, in another order.",
      );
    return Array.from({ length: largest + 1 }, (_, label) => label);
  }
  try {
    return labelColumns(classes.map(asFolder), model.classes.map(asFolder));
  } catch (error) {
    if (!(error instanceof UnmappedClassesError)) throw error;
    if (areNumbered(model.classes))
      throw new UnnamedClassesError(root, model.id, classes, model.classes.length);
    throw new ClassesQuestionError(root, model.id, error.message, { cause: error });
  }
}

function areNumbered(classes: readonly string[]): boolean {
  return classes.every((name, i) => name === String(i));
}

/**
 * A folder's name can't have a slash: "T-shirt/top" is the folder "T-shirt_top". Of an é there are two
 * forms, and folders from macOS may have the one that is taken apart.
 */
function asFolder(name: string): string {
  return name.replaceAll("/", "_").normalize("NFC");
}
