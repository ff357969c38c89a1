import { describe, expect, it } from "vitest";
import { timmDescription } from "./timm.ts";

const described = (said: object) =>
  timmDescription({ architecture: "vit_tiny_patch16_224", ...said }, "config.json");
const pretrained = (said: object) =>
  described({ pretrained_cfg: { input_size: [3, 64, 64], ...said } });

/** What timm 1.0.31's `resolve_data_config({}, pretrained_cfg=…)` says. */
const usual = {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  interpolation: "bicubic",
  cropPart: 0.875,
};

describe("how images are made, as timm resolves it", () => {
  it("is its usual way where nothing is said", () => {
    const description = pretrained({});
    expect(description.normalisation).toEqual({ mean: usual.mean, std: usual.std });
    expect(description.input).toEqual({
      interpolation: usual.interpolation,
      resize: "shortest-side",
      cropPart: usual.cropPart,
    });
    expect(description.assumed).toEqual([
      "How its images are made is timm's usual way: interpolation bicubic; crop_pct 0.875; mean 0.485, 0.456, 0.406; std 0.229, 0.224, 0.225.",
    ]);
  });

  it.each([
    [{ crop_pct: 0.95 }, { cropPart: 0.95, interpolation: "bicubic", resize: "shortest-side" }],
    [
      { crop_pct: 1, crop_mode: "squash" },
      { cropPart: 1, interpolation: "bicubic", resize: "squash" },
    ],
    [
      { interpolation: "bilinear" },
      { cropPart: 0.875, interpolation: "bilinear", resize: "shortest-side" },
    ],
  ])("of %j is %j", (said, input) => {
    expect(pretrained(said).input).toEqual(input);
  });

  it("has one mean for all channels", () => {
    expect(pretrained({ mean: [0.5], std: 0.25 }).normalisation).toEqual({
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
  });

  it.each([
    [{ crop_mode: "border" }, 'its crop_mode "border" is neither center nor squash'],
    [{ mean: [123.675, 116.28, 103.53] }, "its mean or deviation of 123.675 is one of bytes"],
    [{ interpolation: "random" }, 'its interpolation "random" is none of nearest,'],
  ])("of %j is refused", (said, sentence) => {
    expect(() => pretrained(said)).toThrow(sentence);
  });

  it("is read from files that have no pretrained_cfg", () => {
    const description = described({ input_size: [3, 96, 96], crop_pct: 0.95, labels: ["a", "b"] });
    expect(description).toMatchObject({
      imageSize: 96,
      classes: ["a", "b"],
      input: { cropPart: 0.95 },
    });
  });
});

describe("timm's test size", () => {
  it.each([
    [{}, undefined, []],
    [{ test_input_size: [3, 64, 64], crop_pct: 0.9, test_crop_pct: 0.9 }, undefined, []],
    [
      { test_input_size: [3, 96, 96], test_crop_pct: 1 },
      { imageSize: 96, cropPart: 1 },
      [
        "timm's published top-1 is at 96 x 96 pixels with the central 100 % kept; `vmoe-bench import --image-size 96` takes that.",
      ],
    ],
    [
      { test_crop_pct: 0.95 },
      undefined,
      [
        "timm's published top-1 is at 64 x 64 pixels with the central 95 % kept; crop_pct in a copy of its config.json takes that.",
      ],
    ],
  ])("of %j is %j", (said, testSize, notes) => {
    expect(pretrained(said)).toMatchObject({ testSize, notes });
  });
});

describe("an architecture", () => {
  it("has what timm's registry says of it", () => {
    expect(described({ architecture: "vit_so400m_patch14_siglip_gap_224" })).toMatchObject({
      heads: { count: 16, width: 1152 },
      normEpsilon: 1e-6,
      pool: "avg",
    });
  });

  it("may have a tag, or the name that timm gave up", () => {
    expect(described({ architecture: "vit_base_patch16_224.augreg_in21k" }).architecture).toBe(
      "vit_base_patch16_224",
    );
    expect(described({ architecture: "vit_base_patch16_224_in21k" }).architecture).toBe(
      "vit_base_patch16_224",
    );
  });

  it("is overridden by its model_args", () => {
    const args = { num_heads: 2, global_pool: "avg", img_size: [32, 32], norm_layer: "layernorm" };
    expect(described({ model_args: args })).toMatchObject({
      heads: { count: 2 },
      pool: "avg",
      imageSize: 32,
    });
  });

  it("that Hugging Face wraps has its labels in order", () => {
    const id2label = { 2: "cat", 0: "ant", 1: "bee" };
    expect(described({ model_type: "timm_wrapper", id2label }).classes).toEqual([
      "ant",
      "bee",
      "cat",
    ]);
  });
});
