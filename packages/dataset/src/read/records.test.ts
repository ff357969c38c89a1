import { KnownError } from "@vmoe-bench/contracts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { content } from "../testing/files.ts";
import { parseRecords } from "./records.ts";

const layout = { labelClasses: [2, 3], imageBytes: 2 };
const parse = (bytes: readonly number[], count: number) =>
  parseRecords(content(Uint8Array.from(bytes)), count, layout);

describe("parseRecords", () => {
  test("parts labels from pixels", () => {
    expect(parse([0, 2, 10, 11, 1, 0, 12, 13], 2)).toEqual({
      labels: [Uint8Array.of(0, 1), Uint8Array.of(2, 0)],
      pixels: Uint8Array.of(10, 11, 12, 13),
    });
  });

  test("gives back what was written", () => {
    const record = fc.record({
      coarse: fc.nat(1),
      fine: fc.nat(2),
      pixels: fc.tuple(fc.nat(255), fc.nat(255)),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (images) => {
        const file = images.flatMap(({ coarse, fine, pixels }) => [coarse, fine, ...pixels]);
        expect(parse(file, images.length)).toEqual({
          labels: [
            Uint8Array.from(images, ({ coarse }) => coarse),
            Uint8Array.from(images, ({ fine }) => fine),
          ],
          pixels: Uint8Array.from(images.flatMap(({ pixels }) => pixels)),
        });
      }),
    );
  });

  test("answers any bytes with two images or with a known error", () => {
    const byte = fc.oneof(fc.nat(2), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { minLength: 6, maxLength: 10 }), (bytes) => {
        let outcome: unknown;
        try {
          outcome = parse(bytes, 2).pixels.length;
        } catch (error) {
          outcome = error;
        }
        expect(outcome === 4 || outcome instanceof KnownError).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("says how many images are whole in a file that is cut short", () => {
    expect(() => parse([0, 0, 1, 2, 0, 0, 1], 2)).toThrow(
      expect.objectContaining({ code: "truncated-file" }),
    );
    expect(() => parse([0, 0, 1, 2, 0, 0, 1], 2)).toThrow("1 images of 2 are whole");
  });

  test("refuses more than the images", () => {
    expect(() => parse([0, 0, 1, 2, 0], 1)).toThrow(
      expect.objectContaining({ code: "oversized-file" }),
    );
  });

  test("refuses a label that no class has", () => {
    expect(() => parse([0, 0, 1, 2, 0, 3, 1, 2], 2)).toThrow(
      expect.objectContaining({ code: "label-range" }),
    );
    expect(() => parse([0, 0, 1, 2, 0, 3, 1, 2], 2)).toThrow("image 1 the label 3");
    expect(() => parse([2, 0, 1, 2], 1)).toThrow(expect.objectContaining({ code: "label-range" }));
  });
});
