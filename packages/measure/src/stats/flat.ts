import { median, sampleCorrelation } from "simple-statistics";
import { areTimes } from "./enough.ts";
import { midranks } from "./ranks.ts";

/** At least this many samples are looked at, at most that many. */
const fewest = 10;
const most = 500;
/** A trend that moves the median by less than this is none. */
const negligible = 0.01;

/**
 * Whether the tail of a warm-up has stopped moving: its last half shows no monotone trend (Spearman's
 * rank correlation with time, two-sided 5 %), or one that moves the median by under 1 % from the
 * half's first part to its second. Ranks, so that single slow samples do not hide or feign a trend;
 * equal samples share a rank, or a coarse clock would feign one.
 */
export function isFlat(samplesMs: readonly number[]): boolean {
  if (samplesMs.length < fewest || !areTimes(samplesMs)) return false;
  const size = Math.min(most, Math.max(fewest, Math.floor(samplesMs.length / 2)));
  const tail = samplesMs.slice(-size);
  const middle = Math.floor(size / 2);
  const before = median(tail.slice(0, middle));
  const after = median(tail.slice(middle));
  if (Math.abs(after - before) <= negligible * before) return true;
  const trend = sampleCorrelation([...tail.keys()], midranks(tail));
  // Under no trend the correlation's standard error is 1/sqrt(n−1).
  return Math.abs(trend) <= 1.96 / Math.sqrt(size - 1);
}
