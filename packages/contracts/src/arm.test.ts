import { expect, test } from "vitest";
import { armSchema, baselinesAmong, type Arm } from "./arm.ts";

const arm = (model: string, data: string | null): Arm =>
  armSchema.parse({
    model,
    backend: "ort-node/cpu",
    strategy: "dense",
    batch: 1,
    threads: 1,
    data,
  });
const baselines = { sparse: "dense" };

test("a baseline is compared with on the same data, or on the only one that it has", () => {
  const [here, there] = [arm("dense", null), arm("dense", "photos-2/test")];
  const [sparse, elsewhere] = [arm("sparse", null), arm("sparse", "photos-2/test")];
  expect(baselinesAmong([here, sparse], baselines)(sparse)).toEqual(here);
  expect(baselinesAmong([here, elsewhere], baselines)(elsewhere)).toEqual(here);
  expect(baselinesAmong([there, sparse], baselines)(sparse)).toEqual(there);
  expect(baselinesAmong([here, there, elsewhere], baselines)(elsewhere)).toEqual(there);
  expect(baselinesAmong([here, sparse], baselines)(here)).toBeUndefined();
});

test("of models on several data sets none is compared across them", () => {
  const others = [
    arm("dense", "cifar-10/test"),
    arm("sparse", null),
    arm("sparse", "cifar-10/test"),
  ];
  expect(baselinesAmong(others, baselines)(arm("sparse", null))).toBeUndefined();
});
