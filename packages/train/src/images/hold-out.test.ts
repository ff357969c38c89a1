import { expect, test } from "vitest";
import { madeUpSplit } from "../testing/splits.ts";
import { holdOut } from "./train-images.ts";

/** 20 images of each of the 10 classes. */
const split = madeUpSplit(Array.from({ length: 200 }, (_, i) => i % 10));

test("each class gives the same part, and no image is in both parts", () => {
  const { trained, heldOut } = holdOut(split, 0.25, 0);
  const images = Array.from({ length: 10 }, () => 0);
  for (const index of heldOut) images[index % 10] = (images[index % 10] ?? 0) + 1;
  expect(images).toEqual(Array.from({ length: 10 }, () => 5));
  expect([...trained, ...heldOut].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 200 }, (_, i) => i),
  );
});

test("the seed decides which", () => {
  expect(holdOut(split, 0.25, 0)).toEqual(holdOut(split, 0.25, 0));
  expect(holdOut(split, 0.25, 0).heldOut).not.toEqual(holdOut(split, 0.25, 1).heldOut);
});

test("a class without a held-out image is named", () => {
  expect(() => holdOut(split, 0.02, 0)).toThrow(
    `With "heldOut": 0.02, 0 of the 20 images of class "T-shirt/top" are held out.`,
  );
});
