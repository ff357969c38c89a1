import { KnownError } from "@vmoe-bench/contracts";

/**
 * The class of an image is that of its largest logit. -Infinity masks a class; NaN and +Infinity leave
 * nothing to choose by, nor does a row of -Infinity alone.
 * @param row [K]
 * @param columns those that are chosen from; undefined for all
 * @param image its number in the split
 * @throws `logits`
 */
export function requireClass(
  row: Float32Array,
  columns: readonly number[] | undefined,
  model: string,
  image: number,
): void {
  const column = row.findIndex((logit) => Number.isNaN(logit) || logit === Infinity);
  if (column >= 0)
    throw logitsError(
      `Model "${model}" gives ${wordOf(row[column])} (logit ${column} of image ${image} of the split).`,
    );
  const chosenFrom = columns === undefined ? [...row] : columns.map((at) => row[at] ?? -Infinity);
  if (chosenFrom.every((logit) => logit === -Infinity))
    throw logitsError(
      `Model "${model}" gives -Infinity for every class (image ${image} of the split).`,
    );
}

function wordOf(logit: number | undefined): string {
  return logit === Infinity ? "+Infinity" : "NaN";
}

/** Logits that no class can be read from. */
function logitsError(message: string): KnownError {
  return new KnownError(
    "logits",
    message,
    "Check its weights and its preprocessing (mean, std); of float16, try float32.",
  );
}
