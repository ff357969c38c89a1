import { expect, test } from "vitest";
import { placeLabels } from "./places.ts";

const frame = { width: 400, height: 200 };

test("a label stands beside its mark, and elsewhere where something is in its way", () => {
  const [alone] = placeLabels([{ x: 100, y: 100, text: "split" }], frame);
  expect(alone).toEqual({ x: 110, y: 100, anchor: "start", isFar: false });
  const [first, second] = placeLabels(
    [
      { x: 100, y: 100, text: "split" },
      { x: 120, y: 100, text: "gather" },
    ],
    frame,
  );
  expect(first).toMatchObject({ anchor: "end", y: 100 });
  expect(second).toMatchObject({ anchor: "start", y: 100 });
});

test("a label that no place is left for is not drawn over others", () => {
  const crowd = Array.from({ length: 40 }, () => ({ x: 30, y: 30, text: "a long label" }));
  const placed = placeLabels(crowd, { width: 120, height: 60 });
  expect(placed.some((one) => one === null)).toBe(true);
  expect(placed[0]).not.toBeNull();
});
