import type { MedianRatio } from "./stats/ratio.ts";

export type Verdict = "slower" | "faster" | "no-difference" | "not-enough";

/**
 * Rule 6: slower or faster only if the interval excludes 1 and the effect is larger than the
 * threshold, in either direction as a factor: with 0.05, above 1.05 or below 1/1.05.
 * @param ratio of latencies, arm over baseline; undefined where there was too little for one
 */
export function verdictOf(ratio: MedianRatio | undefined, threshold: number): Verdict {
  if (ratio === undefined) return "not-enough";
  const excludesOne = ratio.low > 1 || ratio.high < 1;
  const factor = Math.max(ratio.ratio, 1 / ratio.ratio);
  if (!excludesOne || factor <= 1 + threshold) return "no-difference";
  return ratio.ratio > 1 ? "slower" : "faster";
}

/** "1.08x slower", "1.12x faster", "no difference shown", "not enough samples". */
export function verdictText(ratio: MedianRatio | undefined, threshold: number): string {
  const verdict = verdictOf(ratio, threshold);
  if (ratio === undefined || verdict === "not-enough") return "not enough samples";
  if (verdict === "no-difference") return "no difference shown";
  return `${Math.max(ratio.ratio, 1 / ratio.ratio).toFixed(2)}x ${verdict}`;
}
