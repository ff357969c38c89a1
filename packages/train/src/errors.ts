import { KnownError } from "@vmoe-bench/contracts";

/** Weights, loss or gradients are no numbers any more. */
export function divergedError(
  name: string,
  what: string,
  epoch: number,
  step: number,
  kept: string,
): KnownError {
  return new KnownError(
    "diverged",
    `Training ${name} diverged: ${what} in epoch ${epoch}, step ${step}. ${kept}`,
    'Lower "optimiser.learningRate", or set "optimiser.clipNorm", in the recipe.',
    { exitCode: 1 },
  );
}

/** The user stopped it. */
export function trainingStoppedError(name: string, folder: string): KnownError {
  return new KnownError(
    "training-stopped",
    `Training ${name} was stopped. Each whole epoch is kept in ${folder}.`,
    "Start it again: it goes on from the last whole epoch.",
    { exitCode: 1 },
  );
}

/** A checkpoint that is there can't be read, or is not one. */
export function brokenCheckpointError(
  file: string,
  why: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError(
    "broken-checkpoint",
    `The checkpoint ${file} can't be used: ${why}.`,
    "Delete it, or give --no-resume, to train from the start.",
    options,
  );
}

/** A finished run's record can't be read. */
export function brokenRecordError(file: string, why: string, options?: ErrorOptions): KnownError {
  return new KnownError(
    "broken-record",
    `The record ${file} can't be read: ${why}.`,
    "Delete it: it is written again from the checkpoint.",
    options,
  );
}

/** A checkpoint of another recipe, other data or other super-classes. */
export class OtherCheckpointError extends KnownError {
  constructor(file: string, differs: string) {
    super(
      "other-checkpoint",
      `The checkpoint ${file} was made with another ${differs}.`,
      "Bring that back, give another folder, or give --no-resume to train from the start.",
    );
  }
}

/** The data can't serve the recipe. */
export function unfitDataError(
  message: string,
  remedy: string,
  options?: ErrorOptions,
): KnownError {
  return new KnownError("unfit-data", message, remedy, options);
}

/** No clustering into the wanted number of super-classes was found. */
export class EmptySuperClassError extends KnownError {
  constructor(count: number, classes: number, restarts: number) {
    super(
      "empty-super-class",
      `Clustering ${classes} classes into ${count} super-classes left one empty in each of ${restarts} tries.`,
      'Take fewer experts ("moe.experts"), or train the dense baseline longer.',
    );
  }
}

/** Louvain's method gives no partition into the wanted number of super-classes. */
export class NoCommunitiesError extends KnownError {
  constructor(count: number, classes: number) {
    super(
      "no-communities",
      `Louvain's method finds no ${count} communities in the confusions of ${classes} classes, at no resolution.`,
      'Take another number of experts ("moe.experts"), or "spectral" as "router.clustering".',
    );
  }
}

/** A V-MoE is to start from an epoch of its baseline that was not kept. */
export function noBranchPointError(name: string, epoch: number, file: string): KnownError {
  return new KnownError(
    "no-branch-point",
    `${name} starts from its dense baseline after epoch ${epoch}, and ${file} is not there.`,
    'The baseline was trained before its recipe had that epoch in "keepEpochs": train the baseline again, with --no-resume.',
  );
}

/** A model card shows the accuracy on the test split. */
export function untestedModelError(name: string): KnownError {
  return new KnownError(
    "untested-model",
    `${name} was not tried on the test split, so it can have no model card.`,
    "Start it again without --held-out-only: it is not trained again.",
  );
}
