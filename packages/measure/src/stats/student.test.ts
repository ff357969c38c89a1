import fc from "fast-check";
import { expect, test } from "vitest";
import { studentQuantile } from "./interval.ts";

// Columns 0.975 and 0.995 of the usual table of Student's t.
test.each([
  [1, 12.706, 63.657],
  [2, 4.303, 9.925],
  [3, 3.182, 5.841],
  [4, 2.776, 4.604],
  [5, 2.571, 4.032],
  [9, 2.262, 3.25],
  [29, 2.045, 2.756],
  [120, 1.98, 2.617],
  [1_001, 1.962, 2.581],
])("with %i degrees of freedom", (df, at975, at995) => {
  expect(studentQuantile(df, 0.05)).toBeCloseTo(at975, 3);
  expect(studentQuantile(df, 0.01)).toBeCloseTo(at995, 3);
});

test("it falls with the degrees of freedom and rises as alpha falls", () => {
  const alphas = fc.double({ min: 0.001, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), alphas, (df, alpha) => {
      const t = studentQuantile(df, alpha);
      expect(t).toBeGreaterThan(studentQuantile(df + 1, alpha));
      expect(t).toBeLessThan(studentQuantile(df, alpha / 2));
    }),
  );
});
