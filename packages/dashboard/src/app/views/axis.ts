/** Of its middle: what differs by less must not look as if it differed by much. */
const leastSpan = 0.2;
/** Of a number at a tick, with room beside it. */
const tickPixels = 52;

/** From where to where an axis of values that are not negative goes, and whether it is logarithmic. */
export function axisOf(smallest: number, largest: number) {
  const isLog = smallest > 0 && largest / smallest > 4;
  if (isLog) return { isLog, domain: [smallest * 0.85, largest * 1.15] as const };
  const middle = (smallest + largest) / 2;
  const span = Math.max(1.2 * (largest - smallest), leastSpan * middle) || 1;
  return { isLog, domain: [middle - span / 2, middle + span / 2] as const };
}

/** Round numbers between two positive ones, 1, 2 and 5 of each ten, as many as have room to be read. */
export function logTicks([from, to]: readonly [number, number], width: number): number[] {
  const room = Math.max(2, Math.floor(width / tickPixels));
  const decades: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++)
    decades.push(power);
  const ticks = (steps: readonly number[]) =>
    decades
      .flatMap((power) => steps.map((step) => Number((step * 10 ** power).toPrecision(6))))
      .filter((tick) => tick >= from && tick <= to);
  const choices = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map(ticks);
  return choices.find(({ length }) => length <= room) ?? choices.at(-1) ?? [];
}
