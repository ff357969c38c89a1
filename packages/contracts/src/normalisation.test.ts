import { expect, test } from "vitest";
import { normalisationSchema, sourceChannels } from "./model-card.ts";

const whole = { mean: [0, 0, 0], std: [1, 1, 1] };

test.each([
  [{ mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] }, "values from 0 to 255"],
  [{ mean: [0, 0, 0], std: [127.5, 127.5, 127.5] }, "values from 0 to 255"],
  [{ mean: [0], std: [1], channels: "bgr" }, "there are not three"],
  [{ ...whole, channels: "BGR" }, "Invalid option"],
])("%j is no normalisation", (given, problem) => {
  expect(normalisationSchema.safeParse(given).error?.issues[0]?.message).toContain(problem);
});

test("bytes as they are, and values as they are, have a normalisation each", () => {
  expect(normalisationSchema.parse(whole)).toEqual(whole);
  const bytes = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255], channels: "bgr" as const };
  expect(normalisationSchema.parse(bytes)).toEqual(bytes);
});

test("a BGR model's first channel is an image's third", () => {
  expect(sourceChannels({ ...whole, channels: "bgr" })).toEqual([2, 1, 0]);
  expect(sourceChannels(whole)).toEqual([0, 1, 2]);
  expect(sourceChannels({ mean: [0.5], std: [0.5] })).toEqual([0]);
});
