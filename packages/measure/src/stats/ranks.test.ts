import { expect, test } from "vitest";
import { midranks } from "./variation.ts";

test("equal values share their mean rank", () => {
  expect(midranks([30, 10, 20])).toEqual([3, 1, 2]);
  expect(midranks([5, 1, 5, 5])).toEqual([3, 1, 3, 3]);
  expect(midranks([])).toEqual([]);
});
