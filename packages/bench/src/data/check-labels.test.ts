import { describe, expect, it } from "vitest";
import { readingsOf, readingSoFar, spreadOverLabels } from "./check-labels.ts";

describe("the images that are looked at", () => {
  it("are one of each label in turn, in their order", () => {
    expect(spreadOverLabels([7, 7, 7, 2, 2, 5], 5)).toEqual([0, 3, 5, 1, 4]);
    expect(spreadOverLabels([7, 7], 5)).toEqual([0, 1]);
    expect(spreadOverLabels([], 5)).toEqual([]);
  });
});

describe("what labels may have meant", () => {
  const numbers = Array.from({ length: 12 }, (_, i) => i);

  it("is one higher and one lower, and for folders the order of text", () => {
    expect(readingsOf([0, 2, 10], null, 0)).toEqual([
      { name: 1, labels: [1, 3, 11] },
      { name: -1, labels: [-1, 1, 9] },
    ]);
    // 0, 1, 10, 11, 2, 3, …: 2 is the fifth, 10 the third.
    expect(readingsOf([0, 2, 10], numbers, 0)[2]).toEqual({ name: "as-text", labels: [0, 4, 2] });
    expect(readingsOf([1, 3, 11], numbers, 1)[2]).toEqual({ name: "as-text", labels: [1, 5, 3] });
    // Up to 9 both orders are one; from 1 on they are one lower.
    expect(readingsOf([0, 2, 9], numbers.slice(0, 10), 0)).toHaveLength(2);
    expect(readingsOf([1, 3, 9], numbers.slice(1, 10), 0)).toHaveLength(2);
  });

  it("is settled by eight images, either way", () => {
    const labels = [0, 1, 2, 3, 4, 5, 6, 7];
    const readings = readingsOf(labels, null, 0);
    const up = labels.map((label) => label + 1);
    expect(readingSoFar(labels, labels.slice(0, 7), readings)).toBeUndefined();
    expect(readingSoFar(labels, labels, readings)).toBe("as-labelled");
    expect(readingSoFar(labels, up.slice(0, 7), readings)).toBeUndefined();
    expect(readingSoFar(labels, up, readings)).toMatchObject({ name: 1, hits: 8, images: 8 });
  });

  it("is found of a model that was trained on folders in the order of text", () => {
    const labels = numbers;
    const predicted = [0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 2, 3];
    expect(readingSoFar(labels, predicted, readingsOf(labels, numbers, 0))).toMatchObject({
      name: "as-text",
      hits: 12,
      hitsAsLabelled: 2,
    });
  });
});
