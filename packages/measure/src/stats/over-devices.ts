import { mean, sampleStandardDeviation, sum } from "simple-statistics";
import { studentQuantile } from "./interval.ts";

/** A device's ratio of an arm to its baseline. */
export interface DeviceRatio {
  readonly ratio: number;
  /** Standard error of its logarithm: what the device's own rounds leave open. */
  readonly logError: number;
}

export interface PooledRatio {
  readonly devices: number;
  /** Geometric mean over the devices; each counts once. */
  readonly ratio: number;
  /** 95 % interval of that mean. */
  readonly low: number;
  readonly high: number;
  /** 95 % prediction interval: where the ratio that is measured on the next device lies. */
  readonly next: { readonly low: number; readonly high: number };
  /**
   * Part of the spread between devices that their own errors do not explain (Higgins and Thompson
   * 2002, "Quantifying heterogeneity in a meta-analysis"), 0 to 1; null where a device has no error.
   */
  readonly iSquared: number | null;
}

/** Student's t says next to nothing of two. */
const fewestDevices = 3;

/**
 * One ratio over devices that differ (random effects): the mean of their log ratios, with Student's t
 * between the devices.
 *
 * Each device counts once (Shuster 2010, "Empirical vs natural weighting in random effects
 * meta-analysis"). The usual weights, by how exactly a device was measured (DerSimonian and Laird, or
 * Paule and Mandel, with Hartung and Knapp's interval), are not taken: the errors come of few rounds,
 * so that a device which happens to look exact would count most.
 * @returns undefined ("not enough") of fewer than three devices, or where a ratio is no positive number
 */
export function ratioOverDevices(devices: readonly DeviceRatio[]): PooledRatio | undefined {
  const logs = devices.map(({ ratio }) => Math.log(ratio));
  const k = logs.length;
  if (k < fewestDevices || !logs.every(Number.isFinite)) return undefined;
  const centre = mean(logs);
  const spread = sampleStandardDeviation(logs);
  const t = studentQuantile(k - 1, 0.05);
  const around = (half: number) => ({
    low: Math.exp(centre - half),
    high: Math.exp(centre + half),
  });
  return {
    devices: k,
    ratio: Math.exp(centre),
    ...around((t * spread) / Math.sqrt(k)),
    next: around(t * spread * Math.sqrt(1 + 1 / k)),
    iSquared: iSquaredOf(
      logs,
      devices.map(({ logError }) => logError),
    ),
  };
}

function iSquaredOf(logs: readonly number[], errors: readonly number[]): number | null {
  if (!errors.every((error) => error > 0)) return null;
  const weights = errors.map((error) => 1 / error ** 2);
  const centre = sum(logs.map((log, i) => log * (weights[i] ?? 0))) / sum(weights);
  const q = sum(logs.map((log, i) => (weights[i] ?? 0) * (log - centre) ** 2));
  return q === 0 ? 0 : Math.max(0, (q - (logs.length - 1)) / q);
}
