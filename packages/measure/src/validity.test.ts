import { expect, test } from "vitest";
import { validityOf, validityReasons } from "./validity.ts";

test("the worst reason counts", () => {
  expect(validityOf([])).toBe("valid");
  expect(validityOf(["noisy", "drift"])).toBe("semi-valid");
  expect(validityOf(["noisy", "proof-failed"])).toBe("invalid");
});

test("every reason is one sentence", () => {
  for (const { text } of Object.values(validityReasons)) expect(text).toMatch(/^[A-Z][^.]*\.$/);
});
