import fc from "fast-check";
import { expect, test } from "vitest";
import { median, type Round, seededRandom } from "@vmoe-bench/measure";
import { samplesPerBlock, simulatedNoise } from "./noise.ts";
import { recordedNoise } from "./recorded.ts";

const recorded = recordedNoise([
  {
    backend: "a",
    blocks: [
      [1, 1.1, 1.2],
      [1.1, 1.2, 1.3],
      [1, 1, 1],
    ],
  },
  {
    backend: "a",
    blocks: [
      [5, 5, 6],
      [6, 6, 6],
      [5, 5, 5.5],
    ],
  },
  { backend: "b", blocks: [[9], [9], [9]] },
]);
const kinds = [...simulatedNoise, recorded].map((noise) => [noise.name, noise] as const);

const logRatio = ({ arm, baseline }: Round) =>
  Math.log((median(arm) ?? NaN) / (median(baseline) ?? NaN));

test.each(kinds)("%s: the rounds' ratios lie around the truth", (_, noise) => {
  const random = seededRandom(1);
  const logs = Array.from({ length: 2_000 }, () => logRatio(noise.start(random)(1.5)));
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const spread = Math.sqrt(logs.reduce((s, x) => s + (x - mean) ** 2, 0) / logs.length);
  expect(Math.abs(mean - Math.log(1.5))).toBeLessThan((4 * spread) / Math.sqrt(logs.length));
});

test.each(kinds)("%s: blocks are whole, positive, and their seed's", (_, noise) => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const first = noise.start(seededRandom(seed))(1);
      expect(first).toEqual(noise.start(seededRandom(seed))(1));
      for (const block of [first.arm, first.baseline]) {
        expect(block).toHaveLength(samplesPerBlock);
        expect(block.every((ms) => ms > 0 && Number.isFinite(ms))).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

test("arms of different backends, or of one round, are not paired", () => {
  expect(() => recordedNoise([{ backend: "a", blocks: [[1], [1]] }])).toThrow(RangeError);
  const lone = { blocks: [[1], [1]] };
  expect(() =>
    recordedNoise([
      { backend: "a", ...lone },
      { backend: "b", ...lone },
    ]),
  ).toThrow(RangeError);
  const short = { backend: "a", blocks: [[1]] };
  expect(() => recordedNoise([short, short])).toThrow(RangeError);
});
