import fc from "fast-check";
import { expect, test } from "vitest";
import { scriptText } from "./write-dashboard.ts";

test("no text ends the script or begins a comment", () => {
  const text = scriptText("receive", { "</script><!--": "\u2028</SCRIPT>" });
  expect(text).toBe('receive({"\\u003c/script>\\u003c!--":"\\u2028\\u003c/SCRIPT>"});\n');
});

test("what is received is what was sent", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = scriptText("r", value);
      expect(text).not.toMatch(/[<\u2028\u2029]/);
      expect(JSON.parse(text.slice(2, -3))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
