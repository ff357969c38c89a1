import { expect, test } from "vitest";
import { csvText } from "./table.ts";
import { compared, numberIn } from "./order.ts";

const sorted = (values: (string | number | null)[], falls: boolean) =>
  values.toSorted((a, b) => compared(a, b, falls));

test("numbers by value, words by their letters, what is missing last whichever way", () => {
  expect(sorted([3, null, 10, -1], false)).toEqual([-1, 3, 10, null]);
  expect(sorted([3, null, 10, -1], true)).toEqual([10, 3, -1, null]);
  expect(sorted(["block 10", "block 9"], false)).toEqual(["block 9", "block 10"]);
});

test.each([
  ["+1.23 [0.40, 2.06]", 1.23],
  ["−0.30 [−1.55, +0.90]", -0.3],
  ["10,000", 10_000],
  ["–", null],
])("the number in %j is %j", (text, number) => {
  expect(numberIn(text)).toBe(number);
});

test("no text of a record becomes a formula, and signs stay numbers", () => {
  expect(
    csvText(
      ["a", "b,c"],
      [
        ["=1+1", '"'],
        ["+0.16", null],
        ["−3 %", 1.5],
      ],
    ),
  ).toBe('a,"b,c"\r\n\'=1+1,""""\r\n+0.16,\r\n−3 %,1.5\r\n');
});
