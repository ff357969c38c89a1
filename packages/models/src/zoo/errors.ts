import { KnownError, UnsupportedError } from "@vmoe-bench/contracts";

/** A folder that should hold a model and does not. */
export function modelNotFoundError(folder: string, file: string): KnownError {
  return new KnownError(
    "model-not-found",
    `There is no model in ${folder}: "${file}" is missing.`,
    "Name a folder that holds card.json and model.safetensors, or a model that `vmoe-bench models` lists.",
  );
}

/** A weights file that is not the one its card was written for. */
export function brokenModelError(file: string, problem: string): UnsupportedError {
  return new UnsupportedError(`${file}: ${problem}.`, "Copy the model again, or train it again.", {
    code: "broken-model",
  });
}
