import { expect, it } from "vitest";
import { cropPartOf } from "./hugging-face-processor.ts";

it("gives the resized side back, for every side up to 512 pixels", () => {
  const sides = Array.from({ length: 512 }, (_, i) => i + 1);
  const lost = sides.flatMap((resized) =>
    sides.slice(0, resized).filter((cut) => Math.floor(cut / cropPartOf(cut, resized)) !== resized),
  );
  expect(lost).toEqual([]);
  // The quotient alone gives one pixel less for this one.
  expect(Math.floor(32 / (32 / 93))).toBe(92);
  expect(cropPartOf(224, 256)).toBe(0.875);
});
