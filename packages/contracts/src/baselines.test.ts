import { expect, test } from "vitest";
import { baselinesAmong } from "./baselines.ts";
import { armSchema, type Arm } from "./block.ts";

const arm = (model: string, data: string | null): Arm =>
  armSchema.parse({
    model,
    backend: "ort-node/cpu",
    strategy: "dense",
    batch: 1,
    threads: 1,
    data,
  });
const twins = { sparse: "dense" };

test("a twin is compared with on the same data, or on the only one that it has", () => {
  const [here, there] = [arm("dense", null), arm("dense", "photos-2/test")];
  const [sparse, elsewhere] = [arm("sparse", null), arm("sparse", "photos-2/test")];
  expect(baselinesAmong([here, sparse], twins)(sparse)).toEqual(here);
  expect(baselinesAmong([here, elsewhere], twins)(elsewhere)).toEqual(here);
  expect(baselinesAmong([there, sparse], twins)(sparse)).toEqual(there);
  expect(baselinesAmong([here, there, elsewhere], twins)(elsewhere)).toEqual(there);
  expect(baselinesAmong([here, sparse], twins)(here)).toBeUndefined();
});

test("of models on several data sets none is compared across them", () => {
  const others = [
    arm("dense", "cifar-10/test"),
    arm("sparse", null),
    arm("sparse", "cifar-10/test"),
  ];
  expect(baselinesAmong(others, twins)(arm("sparse", null))).toBeUndefined();
});
