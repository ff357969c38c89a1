import type { ModelCard } from "@vmoe-bench/contracts";
import { labelColumns, UnmappedClassesError } from "@vmoe-bench/labels";
import { ClassesQuestionError } from "./errors.ts";

/**
 * Which of a model's classes each label of a data set is.
 * @param classes of the data set; null where its labels are the model's own numbers
 * @param largest of the labels
 * @throws ClassesQuestionError
 */
export function modelLabels(
  root: string,
  classes: readonly string[] | null,
  largest: number,
  card: Pick<ModelCard, "id" | "classes">,
): readonly number[] {
  if (classes === null) {
    if (largest >= card.classes.length)
      throw new ClassesQuestionError(
        root,
        card.id,
        `Its labels go up to ${largest}, and the model has ${card.classes.length} classes.`,
      );
    return Array.from({ length: largest + 1 }, (_, label) => label);
  }
  try {
    return labelColumns(classes.map(asFolder), card.classes.map(asFolder));
  } catch (error) {
    if (!(error instanceof UnmappedClassesError)) throw error;
    throw new ClassesQuestionError(root, card.id, error.message, { cause: error });
  }
}

/** A folder's name can't have a slash: "T-shirt/top" is the folder "T-shirt_top". */
function asFolder(name: string): string {
  return name.replaceAll("/", "_");
}
