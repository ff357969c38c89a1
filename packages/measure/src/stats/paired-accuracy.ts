import { quantileSorted } from "simple-statistics";
import { sortedAscending } from "./quantile.ts";
import { seededRandom, type Random } from "./random.ts";

/** Two models' predictions of the same images, image by image; all three of equal length. */
export interface PairedPredictions {
  readonly labels: readonly number[];
  readonly arm: readonly number[];
  readonly baseline: readonly number[];
}

export interface McNemar {
  /** Images that only the arm got right. */
  readonly onlyArm: number;
  /** Images that only the baseline got right. */
  readonly onlyBaseline: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly n: number;
}

/**
 * McNemar's test in its exact form at any number of discordant pairs: under no difference each of
 * them is a fair coin. McNemar (1947), "Note on the sampling error of the difference between
 * correlated proportions or percentages".
 * @returns undefined ("not enough") for no images; a p value of 1 where no pair is discordant
 */
export function mcNemar(predictions: PairedPredictions): McNemar | undefined {
  const counts = countPairs(predictions);
  if (counts === undefined) return undefined;
  const { onlyArm, onlyBaseline, n } = counts;
  const discordant = onlyArm + onlyBaseline;
  const pValue = Math.min(1, 2 * fairCoin(discordant, Math.min(onlyArm, onlyBaseline)));
  return { onlyArm, onlyBaseline, pValue, n };
}

export interface AccuracyDifference {
  /** Top-1 of the arm less that of the baseline, in [-1,1]. */
  readonly difference: number;
  /** 95 % interval; the difference lies in it. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/**
 * Difference of two top-1 accuracies on the same images, with the percentile interval of a bootstrap
 * over images: an image brings both its predictions. Efron and Tibshirani (1993), "An Introduction to
 * the Bootstrap", 13.3. How many images of each kind a resample has is drawn, not the images.
 * @returns undefined ("not enough") for fewer than two images
 */
export function accuracyDifference(
  predictions: PairedPredictions,
  { seed, resamples = 2_000 }: { readonly seed: number; readonly resamples?: number },
): AccuracyDifference | undefined {
  const counts = countPairs(predictions);
  if (counts === undefined || counts.n < 2) return undefined;
  const { onlyArm, onlyBaseline, n } = counts;
  const random = seededRandom(seed);
  const resampled = Array.from({ length: resamples }, () => {
    const discordant = binomial(n, (onlyArm + onlyBaseline) / n, random);
    const wins = binomial(discordant, onlyArm / (onlyArm + onlyBaseline || 1), random);
    return (2 * wins - discordant) / n;
  });
  const sorted = sortedAscending(resampled);
  const difference = (onlyArm - onlyBaseline) / n;
  return {
    difference,
    low: Math.min(difference, quantileSorted(sorted, 0.025)),
    high: Math.max(difference, quantileSorted(sorted, 0.975)),
    n,
  };
}

/** @throws RangeError when the three are not of equal length */
function countPairs({ labels, arm, baseline }: PairedPredictions) {
  const n = labels.length;
  if (arm.length !== n || baseline.length !== n)
    throw new RangeError(
      `Not paired: ${n} labels, ${arm.length} and ${baseline.length} predictions.`,
    );
  if (n === 0) return undefined;
  let onlyArm = 0;
  let onlyBaseline = 0;
  labels.forEach((label, i) => {
    const [a, b] = [arm[i] === label, baseline[i] === label];
    if (a && !b) onlyArm++;
    if (b && !a) onlyBaseline++;
  });
  return { onlyArm, onlyBaseline, n };
}

/** Chance of at most `most` heads of `n` fair coins; in logarithms, so that large n do not underflow. */
function fairCoin(n: number, most: number): number {
  let log = -n * Math.LN2;
  let sum = Math.exp(log);
  for (let k = 1; k <= most; k++) {
    log += Math.log((n - k + 1) / k);
    sum += Math.exp(log);
  }
  return sum;
}

/**
 * Successes of `n` tries, by the waiting times between them (Devroye 1986, "Non-Uniform Random Variate
 * Generation", X.4.3): takes as long as there are successes or failures, whichever are fewer.
 */
function binomial(n: number, p: number, random: Random): number {
  if (p <= 0) return 0;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  const failure = Math.log(1 - p);
  let successes = -1;
  for (let tried = 0; tried <= n; successes++)
    tried += 1 + Math.floor(Math.log(1 - random.uniform()) / failure);
  return successes;
}
