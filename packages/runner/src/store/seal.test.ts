import { expect, test } from "vitest";
import { sealed, unsealed } from "./seal.ts";

const text = sealed({ a: 1, b: { sha256: "inner" } });
const open = (changed: string) => unsealed(JSON.parse(changed), "r.json", changed);

test("what was sealed is opened, however it is laid out", () => {
  const value = { a: 1, b: { sha256: "inner" } };
  expect(open(text)).toEqual(value);
  expect(open(JSON.stringify(JSON.parse(text), null, 2))).toEqual(value);
});

test.each([
  ["a changed value", text.replace('"a":1', '"a":2')],
  ["a field behind the hash", text.replace("}\n", ',"a":2}\n')],
  ["a field twice", text.replace('"a":1', '"a":1,"a":2')],
  ["no hash", '{"a":1}\n'],
])("%s is found out", (_, changed) => {
  expect(() => open(changed)).toThrow(/hash/);
});
