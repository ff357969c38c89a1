import { KnownError } from "@vmoe-bench/contracts";

/** A folder that should hold a model and does not. */
export class ModelNotFoundError extends KnownError {
  override readonly code = "model-not-found";

  constructor(folder: string, file: string) {
    super(
      `There is no model in ${folder}: "${file}" is missing.`,
      "Name a folder that holds card.json and model.safetensors, or a model that `vmoe-bench models` lists.",
    );
  }
}

/** A weights file that is not the one its card was written for. */
export class BrokenModelError extends KnownError {
  override readonly code = "broken-model";

  constructor(file: string, problem: string) {
    super(`${file}: ${problem}.`, "Copy the model again, or train it again.");
  }
}
