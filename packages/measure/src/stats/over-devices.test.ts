import fc from "fast-check";
import { expect, test } from "vitest";
import { ratioOverDevices, type DeviceRatio } from "./over-devices.ts";

const device = (log: number, logError = 0.1): DeviceRatio => ({ ratio: Math.exp(log), logError });

test("the ratio is the geometric mean, the interval Student's t between the devices", () => {
  // Logs −0.1, 0, 0.1: mean 0, standard deviation 0.1, t(2) 4.3027.
  const pooled = ratioOverDevices([device(-0.1), device(0), device(0.1)]);
  expect(pooled?.devices).toBe(3);
  expect(pooled?.ratio).toBeCloseTo(1, 12);
  expect(Math.log(pooled?.high ?? NaN)).toBeCloseTo((4.3027 * 0.1) / Math.sqrt(3), 4);
  expect(Math.log(pooled?.low ?? NaN)).toBeCloseTo((-4.3027 * 0.1) / Math.sqrt(3), 4);
  expect(Math.log(pooled?.next.high ?? NaN)).toBeCloseTo(4.3027 * 0.1 * Math.sqrt(4 / 3), 4);
});

test("I² is the part of the spread that the devices' own errors do not explain", () => {
  // Errors 0.1: Q = (0.01 + 0 + 0.01) / 0.01 = 2, which is k − 1.
  expect(ratioOverDevices([device(-0.1), device(0), device(0.1)])?.iSquared).toBeCloseTo(0, 9);
  // Errors 0.05: Q = 8, (8 − 2) / 8.
  const exact = [-0.1, 0, 0.1].map((log) => device(log, 0.05));
  expect(ratioOverDevices(exact)?.iSquared).toBeCloseTo(0.75, 9);
  expect(ratioOverDevices([device(-0.1, 0), device(0), device(0.1)])?.iSquared).toBeNull();
});

test.each([
  ["two devices", [device(0), device(0.1)]],
  ["a ratio of 0", [device(0), device(0.1), { ratio: 0, logError: 0.1 }]],
  ["a ratio that is no number", [device(0), device(0.1), device(NaN)]],
])("%s is not enough", (_, devices) => {
  expect(ratioOverDevices(devices)).toBeUndefined();
});

test("the mean lies in its interval, which lies in that of the next device", () => {
  const some = fc.record({
    ratio: fc.double({ min: 0.1, max: 10, noNaN: true }),
    logError: fc.double({ min: 0.001, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 3, maxLength: 30 }), (devices) => {
      const pooled = ratioOverDevices(devices);
      if (pooled === undefined) throw new Error("three devices are enough");
      const { low, ratio, high, next } = pooled;
      const nearly = 1 + 1e-9;
      expect(next.low).toBeLessThanOrEqual(low * nearly);
      expect(low).toBeLessThanOrEqual(ratio * nearly);
      expect(ratio).toBeLessThanOrEqual(high * nearly);
      expect(high).toBeLessThanOrEqual(next.high * nearly);
    }),
  );
});
