/**
 * Classes as a training result has them, as base64: a byte each, or two, low first, where there are more
 * than 256.
 */
export function encodedClasses(labels: ArrayLike<number>, classes: number): string {
  const wide = classes > 256;
  const bytes = Array.from(labels).flatMap((label) => (wide ? [label & 255, label >> 8] : [label]));
  return Buffer.from(bytes).toString("base64");
}
