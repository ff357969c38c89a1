import fc from "fast-check";
import { expect, test } from "vitest";
import { accuracyDifference, mcNemar, type PairedPredictions } from "./paired-accuracy.ts";

const of = (n: number, arm: number, baseline: number) =>
  Array.from({ length: n }, () => [arm, baseline] as const);

/** Images that both, only the arm, only the baseline, and neither got right. */
function images(both: number, onlyArm: number, onlyBaseline: number, neither = 0) {
  const pairs = [
    ...of(both, 1, 1),
    ...of(onlyArm, 1, 0),
    ...of(onlyBaseline, 0, 1),
    ...of(neither, 0, 0),
  ];
  const predictions: PairedPredictions = {
    labels: pairs.map(() => 1),
    arm: pairs.map(([arm]) => arm),
    baseline: pairs.map(([, baseline]) => baseline),
  };
  return predictions;
}

test.each([
  // 2 · (1 + 10) / 1024
  [1, 9, 0.021484375],
  // 2 · (1/32)
  [5, 0, 0.0625],
  // Twice 0.623 is over 1.
  [5, 5, 1],
  [0, 0, 1],
])("McNemar's exact test of %i against %i", (onlyArm, onlyBaseline, pValue) => {
  const paired = mcNemar(images(20, onlyArm, onlyBaseline, 3));
  expect(paired).toMatchObject({ onlyArm, onlyBaseline });
  expect(paired?.pValue).toBeCloseTo(pValue, 10);
});

test("many discordant pairs are near the normal distribution", () => {
  // 100 more of 10,000 is z = (100 − 1)/100 = 0.99: two-sided 0.322.
  expect(mcNemar(images(0, 5_050, 4_950))?.pValue).toBeCloseTo(0.322, 3);
});

test("the difference of two accuracies, and its interval", () => {
  // 8 − 2 of 100; its standard error √(10 − 36/100)/100 = 0.0310.
  const gain = accuracyDifference(images(80, 8, 2, 10), { seed: 1, resamples: 20_000 });
  expect(gain).toMatchObject({ difference: 0.06, n: 100 });
  expect(gain?.low).toBeCloseTo(0.06 - 1.96 * 0.031, 2);
  expect(gain?.high).toBeCloseTo(0.06 + 1.96 * 0.031, 2);
});

test("no images or one are not enough, unpaired ones a mistake", () => {
  expect(mcNemar(images(0, 0, 0))).toBeUndefined();
  expect(accuracyDifference(images(0, 0, 0), { seed: 1 })).toBeUndefined();
  expect(accuracyDifference(images(0, 1, 0), { seed: 1 })).toBeUndefined();
  expect(() => mcNemar({ labels: [1, 2], arm: [1], baseline: [1, 2] })).toThrow(RangeError);
});

test("the interval holds the difference, turns with the arms, and needs only its seed", () => {
  const count = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(count, count, count, fc.integer(), (both, a, b, seed) => {
      const options = { seed, resamples: 100 };
      const gain = accuracyDifference(images(both, a, b, 2), options);
      expect(gain).toEqual(accuracyDifference(images(both, a, b, 2), options));
      expect(gain?.low).toBeLessThanOrEqual(gain?.difference ?? NaN);
      expect(gain?.high).toBeGreaterThanOrEqual(gain?.difference ?? NaN);
      const turned = accuracyDifference(images(both, b, a, 2), options);
      expect(turned?.difference).toBeCloseTo(-(gain?.difference ?? NaN), 12);
      expect(mcNemar(images(both, a, b))?.pValue).toBe(mcNemar(images(both, b, a))?.pValue);
    }),
  );
});
