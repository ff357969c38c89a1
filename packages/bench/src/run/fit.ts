import { imageSizeOf, KnownError } from "@vmoe-bench/contracts";
import type { RunSplit } from "@vmoe-bench/dataset";
import { areTakenInOrder, scoredColumns, UnmappedClassesError } from "@vmoe-bench/models/labels";
import type { RunModel } from "@vmoe-bench/models/find";

/** What must fit a data set. */
type Fitted = Pick<RunModel, "id" | "shape" | "classes" | "dataset">;

/** A model that was made for other images than the suite's. */
function modelDataMismatchError(
  { id, shape, dataset }: Fitted,
  info: RunSplit["info"],
): KnownError {
  const { channels, height, width } = imageSizeOf(shape);
  const wants = `${channels}x${height}x${width} images of ${shape.config.classes} classes`;
  const has = `${info.channels}x${info.height}x${info.width} images of ${info.classes.length} classes`;
  return new KnownError(
    "model-data-mismatch",
    `Model "${id}" takes ${wants}; ${info.name} has ${has}.`,
    `Choose a data set that fits${dataset === null ? "" : `, such as ${dataset}`}, or another model.`,
  );
}

/**
 * @throws `model-data-mismatch`
 */
export function requireFit(model: Fitted, info: RunSplit["info"]): void {
  if (!takesImages(model, info)) throw modelDataMismatchError(model, info);
  try {
    scoredColumns(info.classes, model.classes);
  } catch (error) {
    // Where not even one class is known, the data is simply another one.
    if (error instanceof UnmappedClassesError && !sharesClass(model, info))
      throw modelDataMismatchError(model, info);
    throw error;
  }
}

/** What is assumed of a model whose classes say nothing of a data set's, as a line; none otherwise. */
export function assumedClasses(
  { id, classes }: Pick<Fitted, "id" | "classes">,
  info: Pick<RunSplit["info"], "name" | "classes">,
): string[] {
  return areTakenInOrder(info.classes, classes)
    ? [`${id}: its ${classes.length} classes are taken for those of ${info.name}, in their order`]
    : [];
}

/** Whether a model takes a data set's images, and knows its classes. */
export function fits(model: Fitted, info: RunSplit["info"]): boolean {
  try {
    requireFit(model, info);
    return true;
  } catch (error) {
    if (error instanceof KnownError) return false;
    throw error;
  }
}

function takesImages({ shape }: Fitted, info: RunSplit["info"]): boolean {
  const { channels, height, width } = imageSizeOf(shape);
  return channels === info.channels && height === info.height && width === info.width;
}

function sharesClass({ classes }: Fitted, info: RunSplit["info"]): boolean {
  return info.classes.some((name) => {
    try {
      return scoredColumns([name], classes) !== undefined;
    } catch {
      return false;
    }
  });
}
