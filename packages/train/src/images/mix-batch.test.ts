import { describe, expect, test } from "vitest";
import { mixBatch } from "./mix-batch.ts";

/** Three images of one channel, 4 x 4: all 0, all 5, all 1. */
function batch() {
  const data = Float32Array.from(
    { length: 48 },
    (_, place) => [0, 5, 1][Math.floor(place / 16)] ?? 0,
  );
  return { data, count: 3, channels: 1, size: 4 };
}
const steps = Array.from({ length: 200 }, (_, step) => step);

function shares(mixup: number): number[] {
  return steps.map((step) => mixBatch(batch(), { mixup }, 2, step));
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function both(step: number): Float32Array {
  const mixed = batch();
  mixBatch(mixed, { mixup: 1, cutmix: 1 }, 4, step);
  return mixed.data;
}

describe("mixBatch", () => {
  test("without mixup or CutMix leaves all as it is", () => {
    const plain = batch();
    expect(mixBatch(plain, {}, 1, 1)).toBe(1);
    expect(plain).toEqual(batch());
  });

  test("mixup blends first and last by the share; the one in the middle is its own partner", () => {
    for (const step of steps) {
      const mixed = batch();
      const share = mixBatch(mixed, { mixup: 0.8 }, 1, step);
      expect(mixed.data[0]).toBeCloseTo(1 - share, 6);
      expect(mixed.data[47]).toBeCloseTo(share, 6);
      expect(mixed.data[20]).toBeCloseTo(5, 5);
    }
  });

  test("CutMix swaps a rectangle; the share is what stays", () => {
    for (const step of steps) {
      const mixed = batch();
      const share = mixBatch(mixed, { cutmix: 1 }, 1, step);
      const first = mixed.data.slice(0, 16).filter((value) => value === 0).length;
      const last = mixed.data.slice(32).filter((value) => value === 1).length;
      expect([first / 16, last / 16]).toEqual([share, share]);
      expect(mixed.data.slice(16, 32)).toEqual(batch().data.slice(16, 32));
    }
  });

  test("an image keeps the larger share, the half of Beta(α, α) above 1/2", () => {
    // The variance of Beta(α, α) is 1 / (4·(2α + 1)).
    for (const alpha of [0.2, 1, 4]) {
      const drawn = shares(alpha);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0.5);
      const variance = mean(drawn.map((share) => (share - 0.5) ** 2));
      expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 0.5);
    }
  });

  test("with both, some batches get the one and some the other; the step decides", () => {
    const kinds = steps.map((step) => new Set(both(step).slice(0, 16)).size === 1);
    expect(new Set(kinds).size).toBe(2);
    expect(both(5)).toEqual(both(5));
  });
});
