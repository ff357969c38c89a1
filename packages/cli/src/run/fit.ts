import { imageSizeOf, KnownError } from "@vmoe-bench/contracts";
import type { DatasetInfo } from "@vmoe-bench/dataset";
import type { RunModel } from "./models/run-model.ts";

/** What must fit a data set. */
type Fitted = Pick<RunModel, "id" | "shape" | "dataset">;

/** A model that was made for other images than the suite's. */
class ModelDataMismatchError extends KnownError {
  override readonly code = "model-data-mismatch";

  constructor({ id, shape, dataset }: Fitted, info: DatasetInfo) {
    const { channels, height, width } = imageSizeOf(shape);
    const wants = `${channels}x${height}x${width} images of ${shape.config.classes} classes`;
    const has = `${info.channels}x${info.height}x${info.width} images of ${info.classes.length} classes`;
    super(
      `Model "${id}" takes ${wants}; ${info.name} has ${has}.`,
      `Choose a data set that fits${dataset === null ? "" : `, such as ${dataset}`}, or another model.`,
    );
  }
}

/**
 * @throws ModelDataMismatchError
 */
export function requireFit(model: Fitted, info: DatasetInfo): void {
  if (!fits(model, info)) throw new ModelDataMismatchError(model, info);
}

/** Whether a model takes a data set's images and knows as many classes. */
export function fits({ shape }: Pick<Fitted, "shape">, info: DatasetInfo): boolean {
  const { channels, height, width } = imageSizeOf(shape);
  return (
    channels === info.channels &&
    height === info.height &&
    width === info.width &&
    shape.config.classes === info.classes.length
  );
}
