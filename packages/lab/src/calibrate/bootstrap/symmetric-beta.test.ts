import { seededRandom } from "@vmoe-bench/measure";
import { expect, test } from "vitest";
import { symmetricBeta } from "../bootstrap.ts";

test("Beta(a,a) has mean 1/2 and variance 1/(4(2a+1))", () => {
  for (const a of [1, 6, 500]) {
    const random = seededRandom(1);
    const draws = Array.from({ length: 20_000 }, () => symmetricBeta(a, random));
    const mean = draws.reduce((s, x) => s + x, 0) / draws.length;
    const variance = draws.reduce((s, x) => s + (x - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance * 4 * (2 * a + 1)).toBeGreaterThan(0.96);
    expect(variance * 4 * (2 * a + 1)).toBeLessThan(1.04);
  }
});
