/**
 * The class, as the data numbers it, of an image's largest logit among those of the data's classes.
 * @param row [K of the model]
 * @param columns [K of the data]: the logit of each of the data's classes; undefined where they are the model's
 */
export function predictedClass(
  row: ArrayLike<number>,
  columns: readonly number[] | undefined,
): number {
  return largestOf(columns === undefined ? row : columns.map((column) => row[column] ?? -Infinity));
}

/** The class of the largest logit. */
export function largestOf(row: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < row.length; k++)
    if ((row[k] ?? -Infinity) > (row[best] ?? -Infinity)) best = k;
  return best;
}
