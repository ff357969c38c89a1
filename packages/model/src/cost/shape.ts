/** A tensor that is only its shape. */
export type Shape = readonly number[];

/** Operands whose shapes do not fit: a bug in a model function. */
export class ShapeError extends RangeError {}

export function size(shape: Shape): number {
  return shape.reduce((a, b) => a * b, 1);
}

export function axis(shape: Shape, index: number): number {
  const found = shape.at(index);
  if (found === undefined) throw new ShapeError(`[${shape.join(",")}] has no axis ${index}.`);
  return found;
}

export function expectAxis(shape: Shape, index: number, expected: number): void {
  if (axis(shape, index) !== expected)
    throw new ShapeError(`[${shape.join(",")}] should have ${expected} on axis ${index}.`);
}
