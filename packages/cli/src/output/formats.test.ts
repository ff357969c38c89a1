import { expect, test } from "vitest";
import { formats, isCiFormat } from "./formats.ts";

test("the formats of services", () => {
  expect(formats.filter(isCiFormat)).toEqual(["bencher", "github-smaller", "github-bigger"]);
});
