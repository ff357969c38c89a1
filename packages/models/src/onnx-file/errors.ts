import { KnownError, UnsupportedError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";

/** A file that is not ONNX, or is not whole. */
export function brokenOnnxError(file: string, problem: string): UnsupportedError {
  return new UnsupportedError(
    `${file} is no ONNX file that can be read: ${problem}.`,
    "Export or copy it again; `python -m onnx.checker` says more of a file.",
    { code: "broken-onnx" },
  );
}

/** A file of another kind under the name of a model or of its weights. */
export function otherFileError(
  file: string,
  wanted: "ONNX" | "weights",
  { what, remedy }: ToldKind,
): UnsupportedError {
  const is = wanted === "ONNX" ? "is no ONNX file" : "has no weights of the model";
  return new UnsupportedError(`${file} ${is}: it is ${what}.`, remedy, { code: "other-file" });
}

/** There is no such file. */
export function onnxNotFoundError(file: string): KnownError {
  return new KnownError(
    "onnx-not-found",
    `There is no file ${file}.`,
    "Check the path, and where you are.",
  );
}

/** A file of more parts than any image classifier has. */
export function onnxTooLargeError(file: string, problem: string): UnsupportedError {
  return new UnsupportedError(`${file} is too large: ${problem}.`, "Use a smaller model.", {
    code: "onnx-too-large",
  });
}

/** A file of a later version than the runtime reads. */
export function onnxTooNewError(
  file: string,
  what: string,
  version: number,
  newest: number,
): UnsupportedError {
  return new UnsupportedError(
    `${file} is of ${what} ${version}; ONNX Runtime 1.30 reads up to ${newest}.`,
    `Export it again with an earlier one, as with torch.onnx.export(…, opset_version=20).`,
    { code: "onnx-too-new" },
  );
}

/** Weights that lie in files of their own are not where the model says. */
export class ExternalDataError extends UnsupportedError {
  constructor(file: string, problem: string) {
    super(
      `${file} has weights in another file, which can't be read: ${problem}.`,
      "Copy that file into the model's folder, or save the model with its weights inside.",
      { code: "external-data" },
    );
  }
}

/**
 * What neither the graph nor the json beside it says.
 *
 * @param json the file that can answer
 */
export function undescribedModelError(
  file: string,
  questions: readonly string[],
  json: string,
): KnownError {
  return new KnownError(
    "undescribed-model",
    `${file} leaves a question open. ${questions.join(" ")}`,
    `Answer in ${json}.`,
  );
}

/**
 * A graph that takes or gives something else than an image classifier does. Like every arm that can't be
 * run, it ends no other.
 */
export class NoClassifierError extends UnsupportedError {
  constructor(file: string, problem: string, remedy: string) {
    super(`${file} can't be run as an image classifier: ${problem}.`, remedy);
  }
}
