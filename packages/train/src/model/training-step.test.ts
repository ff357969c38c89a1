import { tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { crossEntropy, smoothedTargets } from "./training-step.ts";

describe.skipIf(whyNoTfjs !== undefined)(`losses ${whyNoTfjs ?? ""}`, () => {
  test("smoothing shares its part among all classes", () => {
    // 0.8 + 0.2/4 and 0.2/4
    const targets = Array.from(smoothedTargets([2], 4, 0.2).dataSync());
    for (const [i, wanted] of [0.05, 0.05, 0.85, 0.05].entries())
      expect(targets[i]).toBeCloseTo(wanted, 6);
  });

  test("cross-entropy of probabilities 1/4 and 3/4 with targets 0.1 and 0.9, a mean over images", () => {
    const logits = tensor2d([0, Math.log(3), 5, 5], [2, 2]);
    const first = 0.1 * Math.log(4) + 0.9 * Math.log(4 / 3);
    const loss = crossEntropy(logits, smoothedTargets([1, 0], 2, 0.2));
    expect(loss.dataSync()[0]).toBeCloseTo((first + Math.log(2)) / 2, 6);
  });

  test("a mixed image shares its target with its partner's", () => {
    // 3/4 of its own, 1/4 of the other's: [0.75, 0.25] and [0.25, 0.75].
    expect([...smoothedTargets([0, 1], 2, 0, 0.75).dataSync()]).toEqual([0.75, 0.25, 0.25, 0.75]);
  });
});
