import {
  vitConfigSchema,
  type DefinedArtifact,
  type Precision,
  type Strategy,
} from "@vmoe-bench/contracts";
import { mobileNetV3Config, mobileViTConfig, randomWeights, runReference } from "@vmoe-bench/model";
import { exportOnnx, onnxFiles } from "@vmoe-bench/onnx/export";
import { describe, expect, it } from "vitest";
import { openSession } from "./open-session.ts";

const vit = (more: object = {}) =>
  vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 8,
    depth: 2,
    heads: 2,
    mlpWidth: 16,
    classes: 3,
    ...more,
  });
const image = vit({ moe: { experts: 3, layers: 1 } });
const token = vit({ moe: { experts: 3, layers: 1, routing: "token", k: 2 } });
const mobile = { classes: 3, channels: 1, imageSize: 64 };

function artifactOf(config: DefinedArtifact["config"]): DefinedArtifact {
  return { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) };
}

/** Logits of so many images in one run of the graph for any batch, and of the reference's. */
async function beside(config: DefinedArtifact["config"], strategy: Strategy, images: number) {
  const artifact = artifactOf(config);
  const precision: Precision = "float32";
  const files = exportOnnx(artifact, { strategy, precision, batch: "any" });
  const file = files.get(onnxFiles.whole) ?? new Uint8Array();
  const provider = "cpu";
  const opened = await openSession(file, { threads: 1, provider, isWhollyOnProvider: false });
  const { channels, imageSize } = config;
  const dims = [images, channels, imageSize, imageSize] as const;
  const size = channels * imageSize * imageSize;
  const data = Float32Array.from({ length: images * size }, (_, i) => Math.sin(i * 0.7));
  const outputs = await opened.session.run({ images: opened.floatTensor(data, dims) }, ["logits"]);
  await opened.close();
  const expected = Array.from({ length: images }, (_, i) => {
    const own = data.slice(i * size, (i + 1) * size);
    return [
      ...runReference(artifact, { dims: [1, channels, imageSize, imageSize], data: own }).logits,
    ];
  });
  return { found: outputs["logits"], expected: expected.flat() };
}

describe("a graph for any batch", () => {
  it.each([
    ["a ViT", vit(), "dense"],
    ["a ViT with a class token", vit({ classToken: true }), "dense"],
    [
      "a ViT with two more tokens",
      vit({ classToken: true, distillation: "heads", pool: "class" }),
      "dense",
    ],
    ["a choice an image, gathered", image, "gather"],
    ["a choice an image, in branches", image, "branch"],
    ["a choice an image, all computed", image, "all-experts"],
    ["a choice an image, fused", image, "moe-op"],
    ["two choices a token, gathered", token, "gather"],
    ["two choices a token, in branches", token, "branch"],
    ["a MobileNetV3", mobileNetV3Config("small", mobile), "dense"],
    ["a MobileViT", mobileViTConfig("xxs", mobile), "dense"],
  ] as const)("runs 1, 2 and 5 images as the reference does: %s", async (_, config, strategy) => {
    for (const images of [1, 2, 5]) {
      const { found, expected } = await beside(config, strategy, images);
      expect(found?.dims).toEqual([images, 3]);
      const scale = Math.max(...expected.map(Math.abs));
      const worst = expected.map((logit, i) => Math.abs(logit - Number(found?.data[i])) / scale);
      expect(Math.max(...worst)).toBeLessThan(1e-4);
    }
  });
});
