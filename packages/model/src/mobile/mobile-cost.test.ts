import { expect, it } from "vitest";
import { modelCost } from "../cost/model-cost.ts";
import { mobileNetV3Config, mobileViTConfig } from "./presets.ts";

const task = { channels: 3, classes: 1000 };
const at = (imageSize: number) => ({ ...task, imageSize });

/**
 * MACs of timm 1.0.31's models, counted by fvcore 0.1.5 (conv, linear and matmul of one image), and
 * their parameters less one of the two that a batch norm has a channel, which folding removes.
 */
it.each([
  ["mobilenetv3_large_100", mobileNetV3Config("large", at(224)), 216_589_760, 5_483_032 - 12_200],
  ["mobilenetv3_small_100", mobileNetV3Config("small", at(224)), 56_510_400, 2_542_856 - 6_056],
  ["mobilevit_xxs", mobileViTConfig("xxs", at(256)), 407_364_096, 1_272_024 - 2_056],
  ["mobilevit_xs", mobileViTConfig("xs", at(256)), 1_025_911_808, 2_317_848 - 4_224],
])("%s costs what timm's does", (_, config, macs, parameters) => {
  const cost = modelCost(config, "dense");
  expect(cost.flops.active.macs2).toBe(2 * macs);
  expect(cost.parameters).toEqual({ total: parameters, active: parameters });
});

it("counts the experts of a MobileViT's last layers", () => {
  const dense = modelCost(mobileViTConfig("xxs", at(256)), "dense");
  const sparse = modelCost(mobileViTConfig("xxs", at(256), { experts: 5, layers: 2 }), "gather");
  // 2 layers, 64 tokens, two products of 96 x 192, 2 FLOPs a MAC; a router of 96 x 5 for the image.
  const oneExpert = 2 * 64 * 2 * 96 * 192 * 2;
  const router = 2 * 96 * 5;
  expect(sparse.flops.active.macs2).toBe(dense.flops.active.macs2 + router);
  expect(sparse.flops.denseEquivalent.macs2 - sparse.flops.active.macs2).toBe(4 * oneExpert);
  // Weights and biases of an expert in two layers; the router has one more bias an expert.
  const expert = 2 * (2 * 96 * 192 + 96 + 192);
  expect(sparse.parameters.active).toBe(dense.parameters.active + 97 * 5);
  expect(sparse.parameters.total - sparse.parameters.active).toBe(4 * expert);
});
