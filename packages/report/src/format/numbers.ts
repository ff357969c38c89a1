import type { KnownFlops } from "@vmoe-bench/contracts";
import type { MedianRatio, Proportion } from "@vmoe-bench/measure";

/** Stands where there is no number. */
export const none = "-";

/** Three significant digits, as 0.458, 4.99, 14.7, 1530. */
export function milliseconds(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return none;
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

/** "82.81 [75.35, 88.37]", in per cent. */
export function percentage(part: Proportion | null): string {
  if (part === null) return none;
  return `${hundredths(part.value)} ${percentageRange(part)}`;
}

/** "[75.35, 88.37]", in per cent. */
export function percentageRange({ low, high }: Pick<Proportion, "low" | "high">): string {
  return `[${hundredths(low)}, ${hundredths(high)}]`;
}

/** All is a plain 100: its zeros would cost two columns more than any other number needs. */
function hundredths(part: number): string {
  return part === 1 ? "100" : (100 * part).toFixed(2);
}

/** "1.05 [1.02, 1.08]" */
export function interval(ratio: MedianRatio | null, digits = 2): string {
  if (ratio === null) return none;
  const [r, low, high] = [ratio.ratio, ratio.low, ratio.high].map((x) => x.toFixed(digits));
  return `${r} [${low}, ${high}]`;
}

/** "1.05 [1.02,1.08]": an interval where there is no room. */
export function tightInterval(cell: string): string {
  return cell.replace(", ", ",");
}

/** "52.7 + 1.3": millions of 2 x MAC, and of elementwise work. */
export function megaflops(count: KnownFlops["active"]): string {
  return `${millions(count.macs2, 1)} + ${millions(count.elementwise, 1)}`;
}

export function millions(count: number, digits: number): string {
  return (count / 1e6).toFixed(digits);
}
