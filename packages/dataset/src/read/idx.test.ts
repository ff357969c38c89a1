import { KnownError } from "@vmoe-bench/contracts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { content, idxFile } from "../testing/files.ts";
import { parseIdx } from "./records.ts";

describe("parseIdx", () => {
  test("reads the values behind the header", () => {
    const file = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9);
    expect(parseIdx(content(file), [1, 3])).toEqual(Uint8Array.of(7, 8, 9));
  });

  test("gives back what was written", () => {
    const dims = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });
    const image = dims.chain((sizes) => {
      const length = sizes.reduce((a, b) => a * b, 1);
      return fc.tuple(fc.constant(sizes), fc.uint8Array({ minLength: length, maxLength: length }));
    });
    fc.assert(
      fc.property(image, ([sizes, values]) => {
        expect(parseIdx(content(idxFile(sizes, values)), sizes)).toEqual(values);
      }),
    );
  });

  test("answers any bytes with values of the right number or with a known error", () => {
    const anyBytes = fc.uint8Array({ maxLength: 40 });
    const nearlyRight = fc
      .tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(30), fc.nat(255))
      .map(([values, at, byte]) => {
        const file = idxFile([2, 3], values);
        file[at % file.length] = byte;
        return file;
      });
    fc.assert(
      fc.property(fc.oneof(anyBytes, nearlyRight), (bytes) => {
        const outcome = attempt(() => parseIdx(content(bytes), [2, 3]).length);
        expect(outcome === 6 || outcome instanceof KnownError).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["no header", Uint8Array.of(0, 0, 8), "truncated-file"],
    ["a header without its sizes", Uint8Array.of(0, 0, 8, 1, 0, 0), "truncated-file"],
    ["fewer values than the header says", idxFile([3], Uint8Array.of(1, 2)), "truncated-file"],
    ["more values", idxFile([3], Uint8Array.of(1, 2, 3, 4)), "oversized-file"],
    ["another number of images", idxFile([2], Uint8Array.of(1, 2)), "wrong-layout"],
    ["another rank", idxFile([3, 1], Uint8Array.of(1, 2, 3)), "wrong-layout"],
    ["floats", Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 3), "wrong-layout"],
    ["a PNG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47), "wrong-layout"],
  ])("refuses %s", (_, file, code) => {
    expect(() => parseIdx(content(file), [3])).toThrow(expect.objectContaining({ code }));
  });
});

function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
