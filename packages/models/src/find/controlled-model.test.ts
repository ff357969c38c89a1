import { runReference } from "@vmoe-bench/model";
import { findModel } from "../zoo/zoo.ts";
import { expect, it } from "vitest";
import { withFrozenRouter } from "./find-run-model.ts";

it("sends every image to expert 0 with a gate of 1, and changes nothing else", async () => {
  const { artifact } = await findModel("fashion-vmoe-6x64-e4");
  const frozen = withFrozenRouter(artifact);
  for (const level of [-1, 0, 0.7, 2]) {
    const data = new Float32Array(784).map((_, i) => level * Math.sin(i));
    const { routings } = runReference(frozen, { dims: [1, 1, 28, 28], data });
    expect([...(routings[0]?.experts ?? [])]).toEqual([0]);
    expect(routings[0]?.gates[0]).toBeCloseTo(1, 6);
  }
  const changed = [...frozen.weights].filter(([name, { data }]) => {
    const before = artifact.weights.get(name)?.data ?? [];
    return data.some((value, i) => value !== before[i]);
  });
  expect(changed.map(([name]) => name)).toEqual(["router.weight", "router.bias"]);
});
