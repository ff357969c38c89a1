import { KnownError } from "@vmoe-bench/contracts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tarOf } from "../../testing/tree.ts";
import { parseCsv, parseJsonLines, parseTable } from "./table.ts";
import { pathInside } from "./image-index.ts";
import { parseLabelFile } from "./label-lines.ts";
import { tarEntries, type TarEntry } from "./tar-index.ts";

const numRuns = 10_000;
/** Text with much of what means something to a parser. */
const text = fc
  .array(
    fc.oneof(fc.constantFrom(",", '"', "\n", "\r", "\t", " ", "a", "..", "/", "\0"), fc.string()),
  )
  .map((parts) => parts.join(""));

/** The value, or undefined for an error that a user can understand; other errors are thrown. */
function orKnown<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}

const quoted = (one: string) => `"${one.replaceAll('"', '""')}"`;

describe("parsers of what comes from outside", () => {
  test("a table: any text is rows or one known error", () => {
    fc.assert(
      fc.property(text, (csv) => {
        for (const { name, label } of orKnown(() => parseTable(csv, "x.csv"))?.rows ?? [])
          expect(name !== "" && label !== "").toBe(true);
      }),
      { numRuns },
    );
  });

  test("lines of JSON: any text is rows or one known error", () => {
    fc.assert(
      fc.property(text, fc.json(), (before, json) => {
        for (const lines of [before, json, `${json}\n${before}`])
          for (const { name, label } of orKnown(() => parseJsonLines(lines, "x.jsonl"))?.rows ?? [])
            expect(name !== "" && label !== "").toBe(true);
      }),
      { numRuns },
    );
  });

  test("a table: what is written with quotes comes back", () => {
    const cell = fc.string({ unit: fc.constantFrom(",", '"', "\n", "a", " ", "é") });
    const rows = fc.array(fc.tuple(cell, cell).filter(([a, b]) => a + b !== ""));
    fc.assert(
      fc.property(rows, (wanted) => {
        const csv = wanted.map((row) => row.map(quoted).join(",")).join("\n");
        expect(parseCsv(csv, "x", ",").map(({ cells }) => cells)).toEqual(wanted);
      }),
      { numRuns },
    );
  });

  test("a label file: any text is labels, names or one known error", () => {
    fc.assert(
      fc.property(text, (lines) => {
        const parsed = orKnown(() => parseLabelFile(lines, "x.txt"));
        const labels =
          parsed?.kind === "named" ? parsed.rows.map((row) => row.label) : parsed?.labels;
        for (const label of labels ?? []) expect(label.trim()).toBe(label);
      }),
      { numRuns },
    );
  });

  test("a name never leads out of its folder", () => {
    fc.assert(
      fc.property(text, (name) => {
        const inside = orKnown(() => pathInside("x", name));
        if (inside === undefined) return;
        expect(inside.startsWith("/")).toBe(false);
        expect(inside.split("/")).not.toContain("..");
      }),
      { numRuns },
    );
  });

  test("a tar: bytes changed, cut or added are entries inside the file or one known error", () => {
    const whole = tarOf([
      ["a/1.jpg", "x".repeat(700)],
      ["a/1.cls", "7"],
      [`${"long/".repeat(30)}2.jpg`, "y"],
    ]);
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change), fc.nat(whole.length), fc.uint8Array(), (changes, cut, more) => {
        const bytes = Buffer.concat([whole.subarray(0, cut), more]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
        const entries = orKnown(() => [...tarEntries("x.tar", read, bytes.length)]);
        for (const entry of entries ?? []) expect(within(entry, bytes.length)).toBe(true);
      }),
      { numRuns },
    );
  });
});

function within({ offset, bytes }: TarEntry, size: number): boolean {
  return offset >= 512 && bytes >= 0 && offset + bytes <= size;
}
