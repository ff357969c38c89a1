import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { messageOf } from "./errors.ts";
import { modelConfigSchema, tokenCount } from "./model-config.ts";

const task = { imageSize: 32, channels: 3, classes: 10 };
const vit = { ...task, patch: 8, width: 8, depth: 1, heads: 2, mlpWidth: 8 };
const transformer = { width: 8, depth: 2 };
const mobileViT = {
  ...task,
  architecture: "mobilevit",
  stem: 4,
  lastWidth: 8,
  expansion: 2,
  stages: [{ width: 4, stride: 2, blocks: 1, transformer }],
};
const block = { kernel: 3, stride: 2, width: 8, activation: "relu" };
const mobileNetV3 = {
  ...task,
  architecture: "mobilenetv3",
  stem: 4,
  lastWidth: 8,
  headWidth: 8,
  stages: [[block]],
};

const count = (config: object) => tokenCount(modelConfigSchema.parse(config));

describe("a config", () => {
  it("is a ViT's where it names no architecture, and comes back without one", () => {
    const config = check(modelConfigSchema, vit, "card.json");
    expect("architecture" in config).toBe(false);
    expect(check(modelConfigSchema, { ...vit, architecture: "vit" }, "card.json")).toEqual({
      ...config,
      architecture: "vit",
    });
  });

  it("says how many tokens the experts see", () => {
    // 4 x 4 patches; 32 pixels halved twice; none.
    expect([vit, mobileViT, mobileNetV3].map(count)).toEqual([16, 64, 0]);
    expect(count({ ...vit, classToken: true })).toBe(17);
  });

  it.each([
    [
      { ...vit, architecture: "mobilevitt" },
      '"architecture": expected "mobilevit", "mobilenetv3", or "vit"',
    ],
    [{ ...mobileViT, imageSize: 36 }, '"patch": 2 does not divide the 9 pixels of stage 0'],
    [{ ...mobileViT, heads: 3 }, '"stages.0.transformer.width": the 3 heads do not divide 8'],
    [
      { ...mobileViT, mlpRatio: 1.3 },
      '"stages.0.transformer.width": 8 times the ratio 1.3 is no whole number',
    ],
    [
      { ...mobileViT, stages: [{ width: 4, stride: 2, blocks: 1 }] },
      '"stages.0.transformer": the last stage needs one',
    ],
    [
      { ...mobileViT, moe: { experts: 4, layers: 3 } },
      '"moe.layers": 3 is more than the 2 of the last stage',
    ],
    [
      { ...mobileViT, moe: { experts: 2, layers: 1, k: 3 } },
      '"moe.k": 3 is more than the 2 experts',
    ],
    [
      { ...mobileViT, moe: { experts: 2, layers: 1, reads: "class" } },
      '"moe.reads": the router of a MobileViT reads the mean of its tokens',
    ],
    [{ ...mobileNetV3, moe: { experts: 4, layers: 1 } }, '"moe": a MobileNetV3 has no experts'],
    [{ ...mobileNetV3, stages: [[{ ...block, kernel: 4 }]] }, '"stages.0.0.kernel": must be odd'],
    [{ ...mobileNetV3, patch: 2 }, 'unknown key "patch"'],
  ])("that can't be is refused: %#", (config, sentence) => {
    let message = "accepted";
    try {
      check(modelConfigSchema, config, "card.json");
    } catch (error) {
      message = messageOf(error);
    }
    expect(message).toContain(sentence);
  });
});
