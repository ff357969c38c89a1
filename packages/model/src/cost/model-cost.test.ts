import { vitConfigSchema } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { modelCost } from "./model-cost.ts";

const imagenet = { imageSize: 224, channels: 3, classes: 1000, classToken: true, pool: "class" };
const smallest = vitConfigSchema.parse({
  ...imagenet,
  patch: 32,
  width: 64,
  depth: 6,
  heads: 2,
  mlpWidth: 256,
});
const deitTiny = { ...imagenet, patch: 16, width: 192, depth: 12, heads: 3, mlpWidth: 768 };
const dense = vitConfigSchema.parse(deitTiny);
const sparse = vitConfigSchema.parse({ ...deitTiny, moe: { experts: 10, layers: 2, k: 2 } });

const millions = (value: number) => Number((value / 1e6).toFixed(1));

describe("the paper's figures", () => {
  it("6x64 patch 32 costs 52.7 M FLOPs in products and 54.0 M with elementwise work", () => {
    const { active } = modelCost(smallest, "dense").flops;
    expect(millions(active.macs2)).toBe(52.7);
    expect(millions(active.macs2 + active.elementwise)).toBe(54.0);
  });

  it("DeiT-Tiny costs 2,507.4 M and has 5,717,416 parameters", () => {
    const cost = modelCost(dense, "dense");
    expect(millions(cost.flops.active.macs2)).toBe(2507.4);
    expect(cost.parameters).toEqual({ total: 5_717_416, active: 5_717_416 });
    expect(cost.weightBytes.total).toBe(4 * 5_717_416);
  });

  it("its V-MoE with E = 10, M = 2, k = 2 has 6.31 M active parameters of 11.05 M", () => {
    expect(modelCost(sparse, "gather").parameters).toEqual({
      total: 11_045_042,
      active: 6_311_090,
    });
  });
});

describe("the three counts", () => {
  // An expert of DeiT-Tiny: 2 layers, 197 tokens, two products of 192 x 768, 2 FLOPs a MAC.
  const oneExpert = 2 * 197 * 2 * 192 * 768 * 2;

  it("differ by whole experts", () => {
    const { denseEquivalent, active } = modelCost(sparse, "gather").flops;
    expect(denseEquivalent.macs2 - active.macs2).toBe(8 * oneExpert);
    const router = 2 * 192 * 10;
    expect(active.macs2).toBe(modelCost(dense, "dense").flops.active.macs2 + oneExpert + router);
  });

  it("count as executed what the strategy computes", () => {
    const gather = modelCost(sparse, "gather").flops;
    const all = modelCost(sparse, "all-experts").flops;
    expect(gather.executed).toEqual(gather.active);
    expect(all.executed).toEqual(all.denseEquivalent);
    expect(all.active).toEqual(gather.active);
  });

  it("let a per-token router touch every parameter", () => {
    const config = vitConfigSchema.parse({
      ...deitTiny,
      moe: { experts: 10, layers: 2, k: 1, routing: "token" },
    });
    const { parameters, flops } = modelCost(config, "gather");
    expect(parameters.active).toBe(parameters.total);
    const routers = 2 * 197 * 2 * 192 * 10;
    expect(flops.active.macs2).toBe(modelCost(dense, "dense").flops.active.macs2 + routers);
  });
});
