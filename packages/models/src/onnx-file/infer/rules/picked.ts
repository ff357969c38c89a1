import { sizeOf, type Known } from "../known.ts";

/** What shapes are made of is short. */
const mostValues = 4_096;

/**
 * The numbers of an output of which each is one of the input's: what moves, folds it, too.
 * @param placeOf index in the input of an index in the output
 * @returns row-major; undefined for what depends on the images, and for too many
 */
export function picked(
  { dims: from, values }: Known,
  dims: readonly number[],
  placeOf: (index: readonly number[]) => readonly number[],
): readonly number[] | undefined {
  const size = sizeOf(dims);
  if (values?.length !== sizeOf(from) || size > mostValues) return undefined;
  const found: number[] = [];
  for (let i = 0; i < size; i += 1) {
    const value = values[positionOf(placeOf(indexOf(i, dims)), from)];
    if (value === undefined) return undefined;
    found.push(value);
  }
  return found;
}

function indexOf(position: number, dims: readonly number[]): number[] {
  let left = position;
  return dims
    .toReversed()
    .map((size) => {
      const own = left % size;
      left = Math.floor(left / size);
      return own;
    })
    .toReversed();
}

function positionOf(index: readonly number[], dims: readonly number[]): number {
  return dims.reduce((position, size, axis) => position * size + (index[axis] ?? 0), 0);
}
