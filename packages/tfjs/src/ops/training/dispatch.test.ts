import { describe, expect, it } from "vitest";
import { dispatchOf, padded } from "./dispatch.ts";

describe("dispatchOf", () => {
  it("brings together what goes to one expert, in its order", () => {
    const { order, rows, places, counts } = dispatchOf([2, 0, 2, 0], 1, 4);
    expect([...order]).toEqual([1, 3, 0, 2]);
    expect([...rows]).toEqual([1, 3, 0, 2]);
    expect([...places]).toEqual([2, 0, 3, 1]);
    expect(counts).toEqual([2, 0, 2, 0]);
  });

  it("names a row once for each of its k experts", () => {
    // Row 0 goes to 1 and 0, row 1 to 0 and 2.
    const { order, rows, places } = dispatchOf([1, 0, 0, 2], 2, 3);
    expect([...order]).toEqual([1, 2, 0, 3]);
    expect([...rows]).toEqual([0, 1, 0, 1]);
    expect([...places]).toEqual([2, 0, 1, 3]);
  });
});

it("padded, each expert has the room of the busiest, and an empty slot a gate of its own", () => {
  const { order, rows, places, most } = padded(dispatchOf([2, 0, 2], 1, 3));
  expect(most).toBe(2);
  expect([...order]).toEqual([1, 3, 3, 3, 0, 2]);
  expect([...rows]).toEqual([1, 0, 0, 0, 0, 2]);
  expect([...places]).toEqual([4, 0, 5]);
});
