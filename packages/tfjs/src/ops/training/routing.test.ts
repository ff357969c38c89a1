import { grad, sum, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, it, test } from "vitest";
import { useCpu } from "../testing/models.ts";
import { gradientError, values } from "../testing/gradient.ts";
import { balanceLoss, route } from "./routing.ts";

await useCpu();

describe("balanceLoss", () => {
  it("is 0 where every expert is as important as every other", () => {
    const logits = tensor2d([3, 0, 0, 3], [2, 2]);
    expect(balanceLoss([logits], 1, 0).dataSync()[0]).toBeCloseTo(0, 6);
    expect(balanceLoss([logits], 1, 0.5).dataSync()[0]).toBeCloseTo(0, 6);
  });

  it("is the squared coefficient of variation of the importance, a mean over routings", () => {
    // Both rows 3/4 and 1/4: importance 3/2 and 1/2, mean 1, deviation 1/2.
    const skewed = tensor2d([Math.log(3), 0, Math.log(3), 0], [2, 2]);
    const even = tensor2d([0, 0, 0, 0], [2, 2]);
    expect(balanceLoss([skewed], 1, 0).dataSync()[0]).toBeCloseTo(1 / 4, 6);
    expect(balanceLoss([skewed, even], 1, 0).dataSync()[0]).toBeCloseTo(1 / 8, 6);
  });

  it("with noise is half importance and half load", () => {
    // The threshold is the largest logit, so P(expert) = Φ((logit − largest) / σ): Φ(0), Φ(−1).
    const [first, second] = [0.5, 0.158655];
    const mean = (first + second) / 2;
    const load = ((first - second) / 2 / mean) ** 2;
    const chosen = tensor2d([1, 0], [1, 2]);
    const [p, q] = [Math.E / (1 + Math.E), 1 / (1 + Math.E)];
    const importance = (p - q) ** 2;
    expect(balanceLoss([chosen], 1, 1).dataSync()[0]).toBeCloseTo((importance + load) / 2, 5);
  });

  it("has the gradient that finite differences give where the threshold stays", () => {
    expect(gradientError((x) => balanceLoss([x], 1, 0), values([4, 3], 1))).toBeLessThan(5e-3);
  });
});

describe("route in training", () => {
  const logits = tensor2d([2, 0, 0, 0, 1, 0], [2, 3]);

  it("takes the experts that it is told, with the router's own gates", () => {
    const experts = tensor2d([1, 2], [2, 1], "int32");
    const routing = route(logits, 1, "softmax", { experts });
    expect([...routing.experts.dataSync()]).toEqual([1, 2]);
    expect(routing.gates.dataSync()[0]).toBeCloseTo(1 / (Math.E ** 2 + 2), 6);
    expect(routing.gates.dataSync()[1]).toBeCloseTo(1 / (Math.E + 2), 6);
  });

  it("chooses by the noisy logits and gives back the clean ones", () => {
    const routing = route(logits, 1, "softmax", {
      noise: (shape) => tensor2d([0, 5, 0, 0, 0, 5], [shape[0] ?? 0, 3]),
    });
    expect([...routing.experts.dataSync()]).toEqual([1, 2]);
    expect(routing.logits).toBe(logits);
  });
});

await useCpu();

test("normalised gates are the chosen probabilities over their sum", async () => {
  // Probabilities 1/7, 2/7 and 4/7.
  const { experts, gates } = route(tensor2d([[0, Math.log(2), Math.log(4)]]), 2, "normalized");
  expect(await experts.array()).toEqual([[2, 1]]);
  const [values] = tensor2d(await gates.data(), [1, 2]).arraySync();
  expect(values?.[0]).toBeCloseTo(2 / 3, 6);
  expect(values?.[1]).toBeCloseTo(1 / 3, 6);
});

test("a forced choice that float32 has no probability for has a gate of 1 and no gradient", () => {
  const experts = tensor2d([[1]], [1, 1], "int32");
  const gates = (logits: ReturnType<typeof tensor2d>) =>
    route(logits, 1, "normalized", { experts }).gates;
  const logits = tensor2d([[90, -90, 0]]);
  expect([...gates(logits).dataSync()]).toEqual([1]);
  expect([...grad((x) => sum(gates(x.as2D(1, 3))))(logits).dataSync()]).toEqual([0, 0, 0]);
});
