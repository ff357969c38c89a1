import { KnownError } from "@vmoe-bench/contracts";

/** A model gave a logit that is no number, or an infinite one: no class can be read from it. */
function logitsError(image: number, column: number, value: number | undefined): KnownError {
  return new KnownError(
    "logits",
    `The model gave the logit ${String(value)} in column ${column} for image ${image} of the split, so it predicts no class.`,
    `Check the model's weights and the image for values that are not finite; where the precision is float16, use "float32".`,
  );
}

/**
 * @param rows [K] an image
 * @param first number in the split of the first row's image
 * @throws `logits`
 */
export function requireFiniteLogits(rows: readonly Float32Array[], first: number): void {
  rows.forEach((row, i) => {
    const column = row.findIndex((logit) => !Number.isFinite(logit));
    if (column >= 0) throw logitsError(first + i, column, row[column]);
  });
}
