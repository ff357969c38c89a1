import { KnownError, type ModelCard } from "@vmoe-bench/contracts";

/** Only dense models are upcycled. */
export function notDenseError({ id, baseline }: ModelCard): KnownError {
  return new KnownError(
    "not-dense",
    `Model "${id}" has experts already.`,
    baseline === undefined
      ? "Name a dense model."
      : `Name a dense model, such as its baseline ${baseline}.`,
  );
}

/** An output that would take the place of the model that was given. */
export function outputIsInputError(folder: string): KnownError {
  return new KnownError(
    "output-is-input",
    `The dense model would be written over the one that was given, in ${folder}.`,
    "Name another folder with -o.",
  );
}
