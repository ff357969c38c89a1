import { expect, test } from "vitest";
import { pairedDifference } from "./paired-difference.ts";

test("8 gained and 2 lost of 98", () => {
  // Cells 8.5 and 2.5 of 100: 0.06 ± 1.96 · √(11 − 36/100) / 100.
  const found = pairedDifference(8, 2, 98);
  expect(found?.value).toBeCloseTo(6 / 98, 12);
  expect(found?.low).toBeCloseTo(0.06 - 0.0195996 * Math.sqrt(10.64), 6);
  expect(found?.high).toBeCloseTo(0.06 + 0.0195996 * Math.sqrt(10.64), 6);
});

test("as many gained as lost is no difference, and models that agree are not sure either", () => {
  expect(pairedDifference(5, 5, 100)?.value).toBe(0);
  const same = pairedDifference(0, 0, 100);
  expect(same?.high).toBeGreaterThan(0);
  expect(same?.low).toBe(-(same?.high ?? 0));
});

test("no images, no difference", () => {
  expect(pairedDifference(0, 0, 0)).toBeUndefined();
});
