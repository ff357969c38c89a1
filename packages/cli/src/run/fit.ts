import { KnownError, type ModelCard } from "@vmoe-bench/contracts";
import type { RunSplit } from "@vmoe-bench/dataset";
import { scoredColumns, UnmappedClassesError } from "@vmoe-bench/labels";

/** A model that was made for other images than the suite's. */
class ModelDataMismatchError extends KnownError {
  override readonly code = "model-data-mismatch";

  constructor(card: ModelCard, info: RunSplit["info"]) {
    const { config } = card;
    const wants = `${config.channels}x${config.imageSize}x${config.imageSize} images of ${config.classes} classes`;
    const has = `${info.channels}x${info.height}x${info.width} images of ${info.classes.length} classes`;
    super(
      `Model "${card.id}" takes ${wants}; ${info.name} has ${has}.`,
      `Choose a data set that fits, such as ${card.dataset}, or another model.`,
    );
  }
}

/**
 * @throws ModelDataMismatchError
 */
export function requireFit(card: ModelCard, info: RunSplit["info"]): void {
  if (!takesImages(card, info)) throw new ModelDataMismatchError(card, info);
  try {
    scoredColumns(info.classes, card.classes);
  } catch (error) {
    // Where not even one class is known, the data is simply another one.
    if (error instanceof UnmappedClassesError && !sharesClass(card, info))
      throw new ModelDataMismatchError(card, info);
    throw error;
  }
}

/** Whether a model takes a data set's images, and knows its classes. */
export function fits(card: ModelCard, info: RunSplit["info"]): boolean {
  try {
    requireFit(card, info);
    return true;
  } catch (error) {
    if (error instanceof KnownError) return false;
    throw error;
  }
}

function takesImages({ config }: ModelCard, info: RunSplit["info"]): boolean {
  const { channels, imageSize } = config;
  return channels === info.channels && imageSize === info.height && imageSize === info.width;
}

function sharesClass({ classes }: ModelCard, info: RunSplit["info"]): boolean {
  return info.classes.some((name) => {
    try {
      return scoredColumns([name], classes) !== undefined;
    } catch {
      return false;
    }
  });
}
