import { expect, test } from "vitest";
import { spread } from "../chart/places.ts";

test("labels keep their order and their distance, a crowd around its middle", () => {
  expect(spread([10, 50], 10, 100)).toEqual([10, 50]);
  // 48, 50 and 52 become 40, 50 and 60; what stands at 90 stays.
  expect(spread([52, 48, 90, 50], 10, 100)).toEqual([60, 40, 90, 50]);
  // At the end there is no room below.
  expect(spread([99, 100], 10, 100)).toEqual([90, 100]);
});
