import { KnownError } from "@vmoe-bench/contracts";
import type { ToldKind } from "@vmoe-bench/files";

/** A path that holds no checkpoint, or not all of one. */
export class CheckpointNotFoundError extends KnownError {
  override readonly code = "checkpoint-not-found";

  constructor(path: string, problem: string) {
    super(
      `There is no whole checkpoint at ${path}: ${problem}.`,
      "Name a .safetensors file, or a folder that holds model.safetensors (or its shards with model.safetensors.index.json) and config.json.",
    );
  }
}

/** A checkpoint whose files contradict each other, or whose tensors are not those of its model. */
export class BrokenCheckpointError extends KnownError {
  override readonly code = "broken-checkpoint";

  constructor(source: string, problem: string) {
    super(`${source}: ${problem}.`, "Download the checkpoint again, or export it again.");
  }
}

/** A good checkpoint of a model that is none of ours. */
export class UnsupportedCheckpointError extends KnownError {
  override readonly code = "unsupported-checkpoint";

  constructor(
    source: string,
    problem: string,
    remedy = "Plain ViT and DeiT classifiers can be run; others as ONNX files, or after removing that part.",
  ) {
    super(`${source}: ${problem}.`, remedy);
  }
}

/** A file whose first bytes are those of another kind of file. */
export class OtherFileError extends KnownError {
  override readonly code = "other-file";

  constructor(path: string, { what, remedy }: ToldKind) {
    super(`${path} is ${what}.`, remedy);
  }
}

/** What the files do not say and can't be guessed. */
export class IncompleteCheckpointError extends KnownError {
  override readonly code = "incomplete-checkpoint";

  constructor(source: string, problem: string, option: string) {
    super(`${source}: ${problem}.`, `Say it with ${option}.`);
  }
}
