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
    return Array.from({ length: largest + 1 }, (_, label) => label);
  }
  try {
    return labelColumns(classes.map(asFolder), model.classes.map(asFolder));
  } catch (error) {
    if (!(error instanceof UnmappedClassesError)) throw error;
    if (model.classes.every((name, i) => name === String(i)))
      throw new UnnamedClassesError(root, model.id, classes, model.classes.length);
    throw new ClassesQuestionError(root, model.id, error.message, { cause: error });
  }
}

/**
 * A folder's name can't have a slash: "T-shirt/top" is the folder "T-shirt_top". An é has two forms, and
 * macOS gives a folder the one that is taken apart.
 */
function asFolder(name: string): string {
  return name.replaceAll("/", "_").normalize("NFC");
}
