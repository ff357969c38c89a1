import { expect, test } from "vitest";
import { z } from "zod";
import { check, checkJson, fromOlderNames, InvalidValueError } from "./check.ts";

const schema = z.strictObject({ name: z.string(), size: z.int() });

function refusal(value: unknown): InvalidValueError {
  try {
    check(schema, value, "it");
  } catch (error) {
    if (error instanceof InvalidValueError) return error;
  }
  throw new Error("It was not refused.");
}

test("json may begin with a byte order mark", () => {
  const text = '\uFEFF{"name": "a", "size": 1}';
  expect(checkJson(schema, text, "it")).toEqual({ name: "a", size: 1 });
});

test("the remedy speaks of as many fields as are named", () => {
  const one = refusal({ name: 1, size: 1 });
  expect(one.message).toMatch(/^it: "name": [^;]*\.$/);
  expect(one.remedy).toBe("Correct that and try again.");
  const two = refusal({ size: 1, colour: "red" });
  expect(two.message).toMatch(/^it: "name": .*; unknown key "colour"\.$/);
  expect(two.remedy).toBe("Correct the fields that are named and try again.");
});

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
