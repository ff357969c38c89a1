import { expect, test } from "vitest";
import { requireClass } from "./logits.ts";

const of = (...row: number[]) => Float32Array.from(row);

test("a masked class leaves the others to choose from", () => {
  expect(() => requireClass(of(-Infinity, 1, 2), undefined, "m", 0)).not.toThrow();
});

test.each([
  [of(1, NaN), undefined, 'Model "m" gives NaN (logit 1 of image 3 of the split).'],
  [of(Infinity, 1), undefined, 'Model "m" gives +Infinity (logit 0 of image 3 of the split).'],
  [of(-Infinity, -Infinity), undefined, 'Model "m" gives -Infinity for every class (image 3'],
  // Only column 1 is a class of the data.
  [of(5, -Infinity), [1], 'Model "m" gives -Infinity for every class (image 3'],
])("from %s of the columns %s no class is told", (row, columns, message) => {
  expect(() => requireClass(row, columns, "m", 3)).toThrow(message);
});
