/** Of its middle: what differs by less must not look as if it differed by much. */
const leastSpan = 0.2;

/** From where to where an axis of values that are not negative goes, and whether it is logarithmic. */
export function axisOf(smallest: number, largest: number) {
  const isLog = smallest > 0 && largest / smallest > 4;
  if (isLog) return { isLog, domain: [smallest * 0.85, largest * 1.15] as const };
  const middle = (smallest + largest) / 2;
  const span = Math.max(1.2 * (largest - smallest), leastSpan * middle) || 1;
  return { isLog, domain: [middle - span / 2, middle + span / 2] as const };
}
