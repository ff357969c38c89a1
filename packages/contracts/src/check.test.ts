import { expect, test } from "vitest";
import { fromOlderNames } from "./check.ts";

const read = fromOlderNames({ twin: "baseline" });

test("a field of an earlier record gets today's name, the others stay", () => {
  expect(read({ name: "vmoe", twin: "vit" })).toEqual({ name: "vmoe", baseline: "vit" });
});

test("a record that has both names keeps the earlier one as a stranger, for the schema to refuse", () => {
  expect(read({ twin: "old", baseline: "new" })).toEqual({ twin: "old", baseline: "new" });
});

test.each([[null], [3], [["twin"]]])("%j is no record and stays as it is", (value) => {
  expect(read(value)).toBe(value);
});
