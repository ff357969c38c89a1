const size = 4_096;
const passes = 600;

/**
 * A fixed piece of work on one core, a few ms long: multiply-adds over a table that stays in the
 * first cache, so that it tells what the core gives and not what memory does.
 * @returns depends on all of it, so that no compiler leaves any of it out
 */
export function cpuWork(): number {
  const table = new Float64Array(size).fill(1);
  let sum = 0;
  for (let pass = 0; pass < passes; pass++)
    for (let i = 0; i < size; i++) {
      const value = (table[i] ?? 0) * 0.999 + i * 1e-6;
      table[i] = value;
      sum += value;
    }
  return sum;
}
