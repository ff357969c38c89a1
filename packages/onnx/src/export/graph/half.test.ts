import fc from "fast-check";
import { expect, it } from "vitest";
import { halfBits } from "./in-float16.ts";

/** The number that the bits stand for. */
function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return (sign * mantissa) / 2 ** 24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

it.each([
  [0, 0],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_520, 0x7c00],
  [Infinity, 0x7c00],
  [2 ** -24, 1],
  [2 ** -26, 0],
  // Halfway between 1 and the next, and between that and the one after: to the even one.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
])("%f is %i", (value, bits) => {
  expect(halfBits(value)).toBe(bits);
});

it("keeps NaN", () => {
  expect(valueOf(halfBits(Number.NaN))).toBeNaN();
});

it("is the nearest, and keeps what is a half already", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0x7bff }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (bits, part) => {
        const [low, high] = [valueOf(bits), valueOf(bits + 1)];
        expect(halfBits(low)).toBe(bits);
        if (!Number.isFinite(high)) return;
        const between = Math.fround(low + part * (high - low));
        const nearest = valueOf(halfBits(between));
        expect(Math.abs(nearest - between)).toBeLessThanOrEqual((high - low) / 2);
      },
    ),
  );
});
