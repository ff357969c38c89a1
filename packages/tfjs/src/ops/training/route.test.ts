import { grad, sum, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { useCpu } from "../testing/models.ts";
import { route } from "./routing.ts";

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
