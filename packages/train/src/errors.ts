import { KnownError } from "@vmoe-bench/contracts";

/** Weights, loss or gradients are no numbers any more. */
export class DivergedError extends KnownError {
  override readonly code = "diverged";
  override readonly exitCode = 1;

  constructor(name: string, what: string, epoch: number, step: number, kept: string) {
    super(
      `Training ${name} diverged: ${what} in epoch ${epoch}, step ${step}. ${kept}`,
      'Lower "optimiser.learningRate", or set "optimiser.clipNorm", in the recipe.',
    );
  }
}

/** The user stopped it. */
export class TrainingStoppedError extends KnownError {
  override readonly code = "training-stopped";
  override readonly exitCode = 1;

  constructor(name: string, folder: string) {
    super(
      `Training ${name} was stopped. Each whole epoch is kept in ${folder}.`,
      "Start it again: it goes on from the last whole epoch.",
    );
  }
}

/** A checkpoint that is there can't be read, or is not one. */
export class BrokenCheckpointError extends KnownError {
  override readonly code = "broken-checkpoint";

  constructor(file: string, why: string, options?: ErrorOptions) {
    super(
      `The checkpoint ${file} can't be used: ${why}.`,
      "Delete it, or give --no-resume, to train from the start.",
      options,
    );
  }
}

/** A finished run's record can't be read. */
export class BrokenRecordError extends KnownError {
  override readonly code = "broken-record";

  constructor(file: string, why: string, options?: ErrorOptions) {
    super(
      `The record ${file} can't be read: ${why}.`,
      "Delete it: it is written again from the checkpoint.",
      options,
    );
  }
}

/** A checkpoint of another recipe, other data or other super-classes. */
export class OtherCheckpointError extends KnownError {
  override readonly code = "other-checkpoint";

  constructor(file: string, differs: string) {
    super(
      `The checkpoint ${file} was made with another ${differs}.`,
      "Bring that back, give another folder, or give --no-resume to train from the start.",
    );
  }
}

/** The data can't serve the recipe. */
export class UnfitDataError extends KnownError {
  override readonly code = "unfit-data";
}

/** No clustering into the wanted number of super-classes was found. */
export class EmptySuperClassError extends KnownError {
  override readonly code = "empty-super-class";

  constructor(count: number, classes: number, restarts: number) {
    super(
      `Clustering ${classes} classes into ${count} super-classes left one empty in each of ${restarts} tries.`,
      'Take fewer experts ("moe.experts"), or train the dense twin longer.',
    );
  }
}

/** Louvain's method gives no partition into the wanted number of super-classes. */
export class NoCommunitiesError extends KnownError {
  override readonly code = "no-communities";

  constructor(count: number, classes: number) {
    super(
      `Louvain's method finds no ${count} communities in the confusions of ${classes} classes, at no resolution.`,
      'Take another number of experts ("moe.experts"), or "spectral" as "router.clustering".',
    );
  }
}

/** A V-MoE is to start from an epoch of its twin that was not kept. */
export class NoBranchPointError extends KnownError {
  override readonly code = "no-branch-point";
  constructor(name: string, epoch: number, file: string) {
    super(
      `${name} starts from its dense twin after epoch ${epoch}, and ${file} is not there.`,
      'The twin was trained before its recipe had that epoch in "keepEpochs": train the twin again, with --no-resume.',
    );
  }
}

/** A model card shows the accuracy on the test split. */
export class UntestedModelError extends KnownError {
  override readonly code = "untested-model";
  constructor(name: string) {
    super(
      `${name} was not tried on the test split, so it can have no model card.`,
      "Start it again without --held-out-only: it is not trained again.",
    );
  }
}
