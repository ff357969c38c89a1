import { expect, it } from "vitest";
import { timesSchema } from "./measurement.ts";

it("takes times, and names each number that is none", () => {
  expect(timesSchema.parse([0, 1.5])).toEqual([0, 1.5]);
  for (const [value, path] of [
    [[1, -2], [1]],
    [["1"], [0]],
    [[0, Infinity], [1]],
    [1, []],
  ] as const) {
    const { issues = [] } = timesSchema.safeParse(value).error ?? {};
    expect(issues.map((issue) => issue.path)).toEqual([path]);
  }
});
