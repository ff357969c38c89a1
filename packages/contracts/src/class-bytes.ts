/** Classes as base64: a byte each, or two, the lower first, where there are more than 256. */
export function encodeClasses(values: ArrayLike<number>, classes: number): string {
  const bytes = bytesPerClass(classes);
  const buffer = Buffer.alloc(values.length * bytes);
  for (let i = 0; i < values.length; i += 1) buffer.writeUIntLE(values[i] ?? 0, i * bytes, bytes);
  return buffer.toString("base64");
}

export function decodeClasses(base64: string, classes: number): number[] {
  const bytes = bytesPerClass(classes);
  const buffer = Buffer.from(base64, "base64");
  return Array.from({ length: buffer.length / bytes }, (_, i) =>
    buffer.readUIntLE(i * bytes, bytes),
  );
}

/** @param classes how many there are, at most 65,536 */
export function bytesPerClass(classes: number): 1 | 2 {
  return classes <= 256 ? 1 : 2;
}
