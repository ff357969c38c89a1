import { expect, it } from "vitest";
import { timesSchema } from "./times.ts";

it("takes times, and names the first number that is none", () => {
  expect(timesSchema.parse([0, 1.5])).toEqual([0, 1.5]);
  for (const [value, sentence] of [
    [[1, -2], "expected times of at least 0, and [1] is -2"],
    [["1"], 'expected times of at least 0, and [0] is "1"'],
    [[Infinity], "expected times of at least 0, and [0] is null"],
    [1, "expected an array of times"],
  ] as const)
    expect(timesSchema.safeParse(value).error?.issues[0]?.message).toBe(sentence);
});
