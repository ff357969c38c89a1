/** An unsigned integer, 7 bits a byte. */
export function integerBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
  return Uint8Array.from(bytes);
}

/** What comes before a field's content of so many bytes. */
export function lengthPrefix(id: number, length: number): Uint8Array {
  return concatenated([integerBytes(id * 8 + 2), integerBytes(length)]);
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
