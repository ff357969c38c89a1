import { describe, expect, test } from "vitest";
import { cell, rasterise, type OutlineCommand } from "./rasterise.ts";

/** In an em of 128/3 units a cell of 48 pixels, 1.125 em, has a pixel a unit. */
const unitsPerEm = 128 / 3;
const middle = unitsPerEm * 0.38;

const at = (x: number, y: number) => [x + unitsPerEm / 2, middle - y];

/** A rectangle in pixels from the cell's middle, y downwards; turning the other way cuts a hole. */
function rectangle(x0: number, y0: number, x1: number, y1: number, hole = false): OutlineCommand[] {
  const corners = [at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)];
  const [first, ...rest] = hole ? corners.toReversed() : corners;
  return [
    { command: "moveTo", args: first ?? [] },
    ...rest.map((args) => ({ command: "lineTo", args })),
    { command: "closePath", args: [] },
  ];
}

const pixel = (cells: Uint8Array, x: number, y: number) =>
  cells[(y + cell / 2) * cell + x + cell / 2];

describe("an outline's coverage", () => {
  test("is whole inside, half where an edge halves a pixel, and nothing outside", () => {
    const cells = rasterise(rectangle(-2, -1, 2.5, 1), unitsPerEm);
    expect([-3, -2, 1, 2, 3].map((x) => pixel(cells, x, 0))).toEqual([0, 255, 255, 128, 0]);
    expect([-2, -1, 0, 1].map((y) => pixel(cells, 0, y))).toEqual([0, 255, 255, 0]);
    // 4.5 x 2 pixels.
    expect(cells.reduce((sum, byte) => sum + byte, 0)).toBe(8 * 255 + 2 * 128);
  });

  test("leaves holes open, and counts strokes that overlap once", () => {
    const ring = [...rectangle(-4, -4, 4, 4), ...rectangle(-1, -1, 1, 1, true)];
    const cells = rasterise(ring, unitsPerEm);
    expect([-4, -1, 0, 1].map((x) => pixel(cells, x, 0))).toEqual([255, 0, 0, 255]);
    const cross = [...rectangle(-4, -1, 4, 1), ...rectangle(-1, -4, 1, 4)];
    expect(pixel(rasterise(cross, unitsPerEm), 0, 0)).toBe(255);
  });

  test("of a slanted edge is the area under it", () => {
    const { args: start } = rectangle(0, 2, 1, 1)[0] ?? { args: [] };
    const [x = 0, y = 0] = start;
    // A triangle of 2 x 2 pixels: from (0, 2) right to (2, 2) and up to (0, 0).
    const triangle: OutlineCommand[] = [
      { command: "moveTo", args: [x, y] },
      { command: "lineTo", args: [x + 2, y] },
      { command: "lineTo", args: [x, y + 2] },
      { command: "closePath", args: [] },
    ];
    const cells = rasterise(triangle, unitsPerEm);
    expect([pixel(cells, 0, 0), pixel(cells, 1, 0)]).toEqual([128, 0]);
    expect([pixel(cells, 0, 1), pixel(cells, 1, 1)]).toEqual([255, 128]);
  });

  test("ends at the cell's sides", () => {
    const cells = rasterise(rectangle(-100, -100, 100, 100), unitsPerEm);
    expect(new Set(cells)).toEqual(new Set([255]));
  });

  test("knows no other commands", () => {
    expect(() => rasterise([{ command: "arcTo", args: [] }], unitsPerEm)).toThrow('no "arcTo"');
  });
});
