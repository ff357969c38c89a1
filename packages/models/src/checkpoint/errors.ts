import { KnownError, UnsupportedError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";

/** A path that holds no checkpoint, or not all of one. */
export function checkpointNotFoundError(path: string, problem: string): KnownError {
  return new KnownError(
    "checkpoint-not-found",
    `There is no whole checkpoint at ${path}: ${problem}.`,
    "Name a .safetensors file, or a folder that holds model.safetensors (or its shards with model.safetensors.index.json) and config.json.",
  );
}

/** A checkpoint whose files contradict each other, or whose tensors are not those of its model. */
export function brokenCheckpointError(
  source: string,
  problem: string,
  remedy = "Download the checkpoint again, or export it again.",
): UnsupportedError {
  return new UnsupportedError(`${source}: ${problem}.`, remedy, { code: "broken-checkpoint" });
}

/** A good checkpoint of a model that is none of ours. */
export function unsupportedCheckpointError(
  source: string,
  problem: string,
  remedy = "ViT, DeiT, MobileViT and MobileNetV3 classifiers are read as checkpoints; export any other to ONNX, and name that file.",
): UnsupportedError {
  return new UnsupportedError(`${source}: ${problem}.`, remedy, { code: "unsupported-checkpoint" });
}

/** What was saved without its head has no classes. */
export const headRemedy = "Name the checkpoint of a classifier: save the model with its head.";

/** Pictures are cut to squares, whatever file a model lies in. */
export const squareRemedy =
  "Write the size of square images into a copy of the file, or choose another model.";

/** A file whose first bytes are those of another kind of file. */
export function otherFileError(
  path: string,
  { what, remedy }: Omit<ToldKind, "kind">,
): UnsupportedError {
  return new UnsupportedError(`${path} is ${what}.`, remedy, { code: "other-file" });
}

/** What the files do not say and can't be guessed. */
export function incompleteCheckpointError(
  source: string,
  problem: string,
  option: string,
): KnownError {
  return new KnownError(
    "incomplete-checkpoint",
    `${source}: ${problem}.`,
    `Say it with ${option}.`,
  );
}
