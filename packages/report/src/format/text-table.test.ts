import { expect, it } from "vitest";
import { textTable } from "./text-table.ts";

it("aligns text left and numbers right", () => {
  const table = textTable(
    ["model", "size"],
    [
      ["a", "1.20 MB"],
      ["longer", "12.00 MB"],
    ],
  );
  expect(table).toMatchInlineSnapshot(`
    "model   size
    ──────  ────────
    a        1.20 MB
    longer  12.00 MB"
  `);
});
