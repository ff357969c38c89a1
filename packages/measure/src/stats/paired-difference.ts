import type { Estimate } from "./mean-interval.ts";
import { normal975 } from "./student.ts";

/**
 * Difference of two models' parts of right answers on the same images, with Wald's 95 % interval
 * after half an image is added to each of the four cells of the table of both (Agresti and Min,
 * 2005, "Simple improved confidence intervals for comparing matched proportions").
 * @param gained images that only the first model has right
 * @param lost images that only the second has right
 * @returns undefined without images
 */
export function pairedDifference(gained: number, lost: number, n: number): Estimate | undefined {
  if (n === 0) return undefined;
  const value = (gained - lost) / n;
  const [b, c, all] = [gained + 0.5, lost + 0.5, n + 2];
  const middle = (b - c) / all;
  const half = (normal975 * Math.sqrt(b + c - (b - c) ** 2 / all)) / all;
  return { value, low: Math.min(value, middle - half), high: Math.max(value, middle + half) };
}
