import { expect, test } from "vitest";
import { learningRate } from "./step-rates.ts";

test("rises over 4 steps to the peak, is half of it in the middle, and ends near 0", () => {
  const schedule = { peak: 0.8, warmUpSteps: 4, steps: 12 };
  const rates = Array.from({ length: 12 }, (_, step) => learningRate(step, schedule));
  expect(rates.slice(0, 4).map((rate) => rate.toFixed(3))).toEqual([
    "0.200",
    "0.400",
    "0.600",
    "0.800",
  ]);
  expect(rates[4]).toBeCloseTo(0.8, 12);
  // Step 8 is half of the way from 4 to 12: cos(π/2) = 0.
  expect(rates[8]).toBeCloseTo(0.4, 12);
  // The last step is 7/8 of the way: 0.4·(1 + cos(7π/8)).
  expect(rates[11]).toBeCloseTo(0.4 * (1 - 0.9238795), 6);
});

test("without warm-up it starts at the peak", () => {
  expect(learningRate(0, { peak: 0.1, warmUpSteps: 0, steps: 5 })).toBeCloseTo(0.1, 12);
});
