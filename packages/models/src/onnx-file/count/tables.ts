import { sizeOf } from "../wire/tensor.ts";

/**
 * Whether numbers say yes or no: two values, 0 and one far below it, which is added, or 1. What is learned
 * has more.
 */
export function isMask(numbers: Float32Array): boolean {
  const values = new Set<number>();
  for (const value of numbers) {
    values.add(value);
    if (values.size > 2) return false;
  }
  const other = [...values].find((value) => value !== 0);
  return values.size === 2 && values.has(0) && other !== undefined && (other <= -1 || other === 1);
}

/**
 * Numbers that a looked-up table is made of. Rows that an index chose come again and again, all the same:
 * each is counted once, along the axis on which that leaves the fewest.
 */
export function distinctNumbers(numbers: Float32Array, dims: readonly number[]): number {
  let fewest = sizeOf(dims);
  // Untrained: all rows of zeros are one.
  if (numbers.every((value) => value === numbers[0])) return fewest;
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  for (const [axis, length] of dims.entries()) {
    if (length === 1) continue;
    const inner = sizeOf(dims.slice(axis + 1));
    const rows = new Set<string>();
    for (let start = 0; start < numbers.length; start += length * inner)
      for (let i = 0; i < inner; i += 1) {
        const row: number[] = [];
        for (let n = 0; n < length; n += 1) row.push(bits[start + n * inner + i] ?? 0);
        rows.add(row.join());
      }
    fewest = Math.min(fewest, rows.size * length);
  }
  return fewest;
}
