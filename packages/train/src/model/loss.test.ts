import { tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { crossEntropy, smoothedTargets, totalLoss } from "./loss.ts";

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
    // L_C + 0.3·L_g with both the same: 1.3 times
    const total = totalLoss(loss, loss, 0.3).dataSync()[0];
    expect(total).toBeCloseTo((1.3 * (first + Math.log(2))) / 2, 6);
  });
});
