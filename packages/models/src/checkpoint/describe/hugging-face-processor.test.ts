import { describe, expect, it } from "vitest";
import { processing } from "./hugging-face-processor.ts";

const model = { channels: 3, imageSize: 224, ownProcessor: "ViTImageProcessor" };
const processed = (said: object) => processing(said, model, "preprocessor_config.json");
const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/** By transformers 5.24: what each class gives where its file is empty. */
describe("an image processor whose file says nothing more", () => {
  it.each([
    ["ViTImageProcessor", { interpolation: "bilinear", resize: "squash", cropPart: 1 }],
    ["ViTFeatureExtractor", { interpolation: "bilinear", resize: "squash", cropPart: 1 }],
    [
      "DeiTImageProcessorFast",
      { interpolation: "bicubic", resize: "squash", cropPart: 0.875, cropStart: "floored" },
    ],
    [
      "CLIPImageProcessor",
      { interpolation: "bicubic", resize: "shortest-side", cropPart: 1, cropStart: "floored" },
    ],
    ["ConvNextImageProcessor", { interpolation: "bicubic", resize: "squash", cropPart: 1 }],
    [
      "MobileNetV1ImageProcessor",
      { interpolation: "bilinear", resize: "shortest-side", cropPart: 0.875, cropStart: "floored" },
    ],
    ["SiglipImageProcessor", { interpolation: "bicubic", resize: "squash", cropPart: 1 }],
  ])("%s has its class's own", (image_processor_type, input) => {
    const imageSize = image_processor_type.startsWith("ConvNext") ? 384 : 224;
    const recipe = processing({ image_processor_type }, { ...model, imageSize }, "x");
    expect(recipe.input).toEqual(input);
    expect(recipe.notes).toEqual([]);
  });

  it("has its class's own size, which may not be its model's", () => {
    const small = { ...model, imageSize: 32 };
    const { notes } = processing({ image_processor_type: "BitImageProcessor" }, small, "x");
    expect(notes).toEqual([
      "BitImageProcessor makes images of 224 x 224 pixels, its model takes 32 x 32: they are made of that size.",
    ]);
  });

  it("has its class's mean, and says what was left out", () => {
    const recipe = processed({ image_processor_type: "CLIPImageProcessor", size: 224 });
    expect(recipe.normalisation).toEqual({
      mean: [0.48145466, 0.4578275, 0.40821073],
      std: [0.26862954, 0.26130258, 0.27577711],
    });
    expect(recipe.assumed).toEqual([
      "resample, crop_size, image_mean, image_std of CLIPImageProcessor: its class's own, which gives bicubic, shortest-side, the central 100 % kept.",
    ]);
  });

  it("is the model's own where no class is named", () => {
    const deit = { ...model, ownProcessor: "DeiTImageProcessor" };
    expect(processing({}, deit, "x").input?.cropPart).toBe(0.875);
  });
});

const convNext = (said: object) =>
  processed({ image_processor_type: "ConvNextImageProcessor", ...said }).input;

describe("an image processor", () => {
  it("of ConvNext cuts out the centre below 384 pixels, and squashes from there", () => {
    expect(convNext({ size: { shortest_edge: 224 } })).toEqual({
      interpolation: "bicubic",
      resize: "shortest-side",
      cropPart: 0.875,
      cropStart: "floored",
    });
    expect(convNext({ size: 224, crop_pct: 0.95 })?.cropPart).toBe(0.95);
    expect(convNext({ size: 384 })).toMatchObject({ resize: "squash", cropPart: 1 });
  });

  it.each([
    // (byte / 255 - 0.5) / 0.5
    [{}, half],
    [{ do_normalize: false }, { mean: [0, 0, 0], std: [1, 1, 1] }],
    // byte as it is: (byte / 255 - 0) / (1 / 255)
    [
      { do_rescale: false, do_normalize: false },
      { mean: [0, 0, 0], std: [1, 1, 1].map((s) => s / 255) },
    ],
    // (byte - 127.5) / 51 = (byte / 255 - 0.5) / 0.2
    [
      { do_rescale: false, image_mean: [127.5], image_std: 51 },
      { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
    ],
    // (byte / 127.5 - 0.5) / 0.5 = (byte / 255 - 0.25) / 0.25
    [{ rescale_factor: 1 / 127.5 }, { mean: [0.25, 0.25, 0.25], std: [0.25, 0.25, 0.25] }],
    // (byte · 1 - 127.5) / 51: a factor of 1 and values of bytes belong together
    [
      { rescale_factor: 1, image_mean: 127.5, image_std: 51 },
      { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] },
    ],
  ])("of %j normalises by %j", (said, wanted) => {
    const normalisation = processed(said).normalisation;
    for (const part of ["mean", "std"] as const)
      for (const [c, value] of wanted[part].entries())
        expect(normalisation?.[part][c]).toBeCloseTo(value, 12);
  });

  it("names what is not read, and what does not fit its model", () => {
    const said = { size: 256, image_mean: half.mean, image_std: half.std, resample: 3 };
    expect(processed({ ...said, do_pad: true, pad_size: 8, do_thumbnail: false }).notes).toEqual([
      "ViTImageProcessor makes images of 256 x 256 pixels, its model takes 224 x 224: they are made of that size.",
      'ViTImageProcessor\'s "do_pad": true, "pad_size": 8 is not read.',
    ]);
  });

  it.each([
    [
      { image_processor_type: "LevitImageProcessor" },
      "images are made by LevitImageProcessor, which",
    ],
    [{ do_flip_channel_order: true }, "it turns images to blue, green, red"],
    [{ image_mean: [123.675, 116.28, 103.53] }, "its mean or deviation of 123.675 is one of bytes"],
    [{ size: { height: 224, width: 192 } }, "its images of 224x192 are not square"],
    [
      { do_center_crop: true, crop_size: 256 },
      "it cuts 256 pixels out of 224, around which it pads",
    ],
    [{ resample: 4 }, "it resizes images by PIL's box, and only nearest, lanczos"],
    [{ resample: 5 }, "it resizes images by PIL's hamming"],
    [
      { size: { longest_edge: 224 } },
      '"size": expected a number, two, or an object of "height" and "width" or of "shortest_edge"',
    ],
  ])("of %j is refused", (said, sentence) => {
    expect(() => processed(said)).toThrow(sentence);
  });
});
