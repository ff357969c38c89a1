/** Three significant digits, with the unit that they read best in. */
export function milliseconds(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1_000).toPrecision(3)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms < 0.1 ? `${(ms * 1_000).toPrecision(3)} µs` : `${ms.toPrecision(3)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}

export function megaflops(flops: number): string {
  return `${(flops / 1e6).toPrecision(3)} M`;
}

/** "+0.16", with a real minus. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 ? "−" : "+"}${text}`;
}

export function percent(part: number, digits = 2): string {
  return `${(part * 100).toFixed(digits)} %`;
}

export const count = new Intl.NumberFormat("en");
