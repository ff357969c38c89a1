import { KnownError, UnsupportedError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";

/** A file that is not ONNX, or is not whole. */
export class BrokenOnnxError extends KnownError {
  override readonly code = "broken-onnx";

  constructor(file: string, problem: string) {
    super(
      `${file} is no ONNX file that can be read: ${problem}.`,
      "Export or copy it again; `python -m onnx.checker` says more of a file.",
    );
  }
}

/** A file of another kind under the name of a model or of its weights. */
export class OtherFileError extends KnownError {
  override readonly code = "other-file";

  constructor(file: string, wanted: "ONNX" | "weights", { what, remedy }: ToldKind) {
    const is = wanted === "ONNX" ? "is no ONNX file" : "has no weights of the model";
    super(`${file} ${is}: it is ${what}.`, remedy);
  }
}

/** There is no such file. */
export class OnnxNotFoundError extends KnownError {
  override readonly code = "onnx-not-found";

  constructor(file: string) {
    super(`There is no file ${file}.`, "Check the path, and where you are.");
  }
}

/** A file of more parts than any image classifier has. */
export class OnnxTooLargeError extends KnownError {
  override readonly code = "onnx-too-large";

  constructor(file: string, problem: string) {
    super(`${file} is too large: ${problem}.`, "Use a smaller model.");
  }
}

/** A file of a later version than the runtime reads. */
export class OnnxTooNewError extends KnownError {
  override readonly code = "onnx-too-new";

  constructor(file: string, what: string, version: number, newest: number) {
    super(
      `${file} is of ${what} ${version}; ONNX Runtime 1.30 reads up to ${newest}.`,
      `Export it again with an earlier one, as with torch.onnx.export(…, opset_version=20).`,
    );
  }
}

/** Weights that lie in files of their own are not where the model says. */
export class ExternalDataError extends KnownError {
  override readonly code = "external-data";

  constructor(file: string, problem: string) {
    super(
      `${file} has weights in another file, which can't be read: ${problem}.`,
      "Copy that file into the model's folder, or save the model with its weights inside.",
    );
  }
}

/** What neither the graph nor the json beside it says. */
export class UndescribedModelError extends KnownError {
  override readonly code = "undescribed-model";

  /** @param json the file that can answer */
  constructor(file: string, questions: readonly string[], json: string) {
    super(`${file} leaves a question open. ${questions.join(" ")}`, `Answer in ${json}.`);
  }
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
