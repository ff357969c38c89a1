import { describe, expect, it } from "vitest";
import { betterReading, shiftedByOne } from "./other-labels.ts";

const find = (labels: number[], predicted: number[]) =>
  betterReading(labels, predicted, shiftedByOne(labels));

/** 12 images: three of each of four labels. */
const labels = [3, 4, 5, 6, 3, 4, 5, 6, 3, 4, 5, 6];

describe("labels that are one off", () => {
  it("are found where the predictions are all one higher, or one lower", () => {
    const up = labels.map((label) => label + 1);
    expect(find(labels, up)).toEqual({ name: 1, hits: 12, hitsAsLabelled: 0, images: 12 });
    const down = labels.map((label) => label - 1);
    expect(find(labels, down)).toEqual({ name: -1, hits: 12, hitsAsLabelled: 0, images: 12 });
  });

  it("are found though the model errs", () => {
    // 9 of 12 one higher, 3 nowhere near: of 9 coins all alike, p = 2 / 512.
    const predicted = labels.map((label, i) => (i < 9 ? label + 1 : 90));
    expect(find(labels, predicted)).toMatchObject({ name: 1, hits: 9, hitsAsLabelled: 0 });
  });

  it("are not found on too few images", () => {
    // Seven coins alike: p = 2 / 128.
    const few = labels.slice(0, 7);
    expect(
      find(
        few,
        few.map((label) => label + 1),
      ),
    ).toBeUndefined();
    const eight = labels.slice(0, 8);
    expect(
      find(
        eight,
        eight.map((label) => label + 1),
      ),
    ).toMatchObject({ name: 1, images: 8 });
  });

  it("are not found where the labels fit, or nothing does", () => {
    expect(find(labels, labels)).toBeUndefined();
    expect(
      find(
        labels,
        labels.map(() => 90),
      ),
    ).toBeUndefined();
    expect(find([], [])).toBeUndefined();
  });

  it("are not found where one class is taken for its neighbour", () => {
    // Thirty images of class 3 are called 4; ten of class 4 are right.
    const many = [...Array<number>(30).fill(3), ...Array<number>(10).fill(4)];
    expect(
      find(
        many,
        many.map(() => 4),
      ),
    ).toBeUndefined();
  });

  it("are not found where two classes are swapped: half is one higher, half one lower", () => {
    const two = Array.from({ length: 40 }, (_, i) => i % 2);
    expect(
      find(
        two,
        two.map((label) => 1 - label),
      ),
    ).toBeUndefined();
  });
});
