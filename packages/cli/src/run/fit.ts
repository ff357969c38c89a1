import { KnownError, type ModelCard } from "@vmoe-bench/contracts";
import type { RunSplit } from "@vmoe-bench/dataset";

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
  if (!fits(card, info)) throw new ModelDataMismatchError(card, info);
}

/** Whether a model takes a data set's images and knows as many classes. */
export function fits({ config }: ModelCard, info: RunSplit["info"]): boolean {
  const { channels, imageSize, classes } = config;
  return (
    channels === info.channels &&
    imageSize === info.height &&
    imageSize === info.width &&
    classes === info.classes.length
  );
}
