import { vitConfigSchema } from "@vmoe-bench/contracts";
import { checkWeights, randomWeights } from "@vmoe-bench/model";
import { expect, it } from "vitest";
import { withHeadColumns } from "./network.ts";

it("keeps the rows of the heads that are asked for, in that order", () => {
  const config = vitConfigSchema.parse({
    imageSize: 2,
    channels: 1,
    patch: 1,
    width: 2,
    depth: 1,
    heads: 1,
    mlpWidth: 2,
    classes: 3,
    classToken: true,
    pool: "class",
    distillation: "heads",
  });
  const weights = new Map(randomWeights(config, 1));
  weights.set("head.weight", { dims: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
  weights.set("head_dist.bias", { dims: [3], data: Float32Array.of(7, 8, 9) });
  const cut = withHeadColumns({ config, weights }, [2, 0]);
  expect(() => checkWeights(cut.weights, cut.config, "cut")).not.toThrow();
  expect(cut.weights.get("head.weight")?.data).toEqual(Float32Array.of(5, 6, 1, 2));
  expect(cut.weights.get("head_dist.bias")?.data).toEqual(Float32Array.of(9, 7));
  expect(cut.weights.get("cls_token")).toBe(weights.get("cls_token"));
});
