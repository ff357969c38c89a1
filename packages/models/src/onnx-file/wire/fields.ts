/** A field of a protobuf message: its number, and its content by the wire's own kinds. */
export type Field =
  | { readonly id: number; readonly kind: "integer"; readonly value: bigint }
  | { readonly id: number; readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly id: number; readonly kind: "fixed32"; readonly value: Uint8Array }
  | { readonly id: number; readonly kind: "fixed64"; readonly value: Uint8Array };

/** Bytes that are no protobuf message. */
export class WireError extends Error {}

interface Read<T> {
  readonly value: T;
  /** Where the next thing begins. */
  readonly next: number;
}

const longestInteger = 10;

/** An unsigned integer in 7 bits a byte. */
export function readInteger(bytes: Uint8Array, start: number): Read<bigint> {
  // Most have a few bytes: numbers are several times faster than big integers.
  let small = 0;
  for (let i = 0; i < longestInteger; i += 1) {
    const byte = bytes[start + i];
    if (byte === undefined) throw new WireError("it ends in the middle of a number");
    if (i < 4) small += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80)
      return { value: i < 4 ? BigInt(small) : long(bytes, start, i), next: start + i + 1 };
  }
  throw new WireError("it has a number of more than 10 bytes");
}

function long(bytes: Uint8Array, start: number, last: number): bigint {
  let value = 0n;
  for (let i = last; i >= 0; i -= 1) value = (value << 7n) | BigInt((bytes[start + i] ?? 0) & 0x7f);
  return BigInt.asUintN(64, value);
}

/** A message's fields, in their order; views of its bytes, and no copies. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const tag = readInteger(bytes, at);
    const id = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    if (id === 0) throw new WireError("it has a field without a number");
    at = tag.next;
    if (wire === 0) {
      const { value, next } = readInteger(bytes, at);
      at = next;
      yield { id, kind: "integer", value };
      continue;
    }
    const { start, end } = contentOf(bytes, at, wire);
    at = end;
    const value = bytes.subarray(start, end);
    if (wire === 2) yield { id, kind: "bytes", value };
    else yield { id, kind: wire === 5 ? "fixed32" : "fixed64", value };
  }
}

function contentOf(bytes: Uint8Array, at: number, wire: number): { start: number; end: number } {
  const known = wire === 1 ? 8 : wire === 5 ? 4 : undefined;
  if (known === undefined && wire !== 2) throw new WireError(`it has a field of the kind ${wire}`);
  const length = known === undefined ? readInteger(bytes, at) : { value: BigInt(known), next: at };
  const left = BigInt(bytes.length - length.next);
  if (length.value > left)
    throw new WireError(`a part of ${length.value} bytes is announced where ${left} are left`);
  return { start: length.next, end: length.next + Number(length.value) };
}

/** As the wire has negative numbers: 64 bits, two's complement. Rounded beyond 2^53. */
export function signed(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** More parts than an image classifier can have. */
export class BudgetError extends Error {}

/** Counts what is made of a file, so that a small file can't become large in memory. */
export class Budget {
  #left: number;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.#left = most;
  }

  take(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) throw new BudgetError(`it has more than ${this.#most} parts`);
  }
}
