/**
 * The part of a resized side that is cut out, such that its image's side is found again from the part:
 * floor(cut / part) is the resized side.
 */
export function cropPartOf(cut: number, resized: number): number {
  const part = cut / resized;
  return Math.floor(cut / part) === resized ? part : part * (1 - Number.EPSILON);
}
