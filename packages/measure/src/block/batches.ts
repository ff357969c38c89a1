/**
 * The indexes cut into batches of `size`. A last batch that is short is filled up from the first
 * index on, so that every batch has the one size that a model was loaded for.
 */
export function fullBatches(indexes: readonly number[], size: number): number[][] {
  const count = Math.ceil(indexes.length / size);
  return Array.from({ length: count }, (_, b) =>
    Array.from({ length: size }, (_, i) => indexes[(b * size + i) % indexes.length] ?? 0),
  );
}
