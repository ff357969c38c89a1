import { expect, test } from "vitest";
import { level1 } from "./level-1.ts";

test("level 1 is rows 16 to 55 of GB 2312, without the last five places", () => {
  const decoder = new TextDecoder("gb18030");
  const places = Array.from({ length: 40 * 94 - 5 }, (_, i) => i);
  const rows = places.map((i) =>
    decoder.decode(Uint8Array.of(0xa0 + 16 + Math.floor(i / 94), 0xa1 + (i % 94))),
  );
  expect(level1).toEqual(rows);
  expect(new Set(level1).size).toBe(3755);
});
