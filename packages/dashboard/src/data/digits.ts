/** As many digits as a screen can show: smaller files, and no noise in them. */
export function digits(value: number, count = 5): number {
  return Number(value.toPrecision(count));
}

export function digitsOrNull(value: number | null | undefined, count = 5): number | null {
  return value === null || value === undefined ? null : digits(value, count);
}
