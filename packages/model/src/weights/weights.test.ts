import { vitConfigSchema, type Tensor } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { checkWeights, isExpertWeight, weightShapes } from "./inventory.ts";
import { randomWeights } from "./random.ts";

const config = vitConfigSchema.parse({
  imageSize: 8,
  channels: 1,
  patch: 4,
  width: 4,
  depth: 2,
  heads: 2,
  mlpWidth: 8,
  classes: 3,
  moe: { experts: 2, layers: 1 },
});

const changed = (name: string, tensor: Tensor) =>
  new Map(randomWeights(config, 1)).set(name, tensor);
const zeros = (...dims: number[]) => ({
  dims,
  data: new Float32Array(dims.reduce((a, b) => a * b)),
});

describe("weights", () => {
  it("are named as timm names them, with experts stacked", () => {
    const text = [...weightShapes(config)].map(([n, s]) => `${n} [${s.join(",")}]`).join("\n");
    expect(text).toMatchInlineSnapshot(`
      "pos_embed [1,4,4]
      patch_embed.proj.weight [4,1,4,4]
      patch_embed.proj.bias [4]
      blocks.0.norm1.weight [4]
      blocks.0.norm1.bias [4]
      blocks.0.attn.qkv.weight [12,4]
      blocks.0.attn.qkv.bias [12]
      blocks.0.attn.proj.weight [4,4]
      blocks.0.attn.proj.bias [4]
      blocks.0.norm2.weight [4]
      blocks.0.norm2.bias [4]
      blocks.0.mlp.fc1.weight [8,4]
      blocks.0.mlp.fc1.bias [8]
      blocks.0.mlp.fc2.weight [4,8]
      blocks.0.mlp.fc2.bias [4]
      blocks.1.norm1.weight [4]
      blocks.1.norm1.bias [4]
      blocks.1.attn.qkv.weight [12,4]
      blocks.1.attn.qkv.bias [12]
      blocks.1.attn.proj.weight [4,4]
      blocks.1.attn.proj.bias [4]
      blocks.1.norm2.weight [4]
      blocks.1.norm2.bias [4]
      blocks.1.mlp.fc1.weight [2,8,4]
      blocks.1.mlp.fc1.bias [2,8]
      blocks.1.mlp.fc2.weight [2,4,8]
      blocks.1.mlp.fc2.bias [2,4]
      router.weight [2,4]
      router.bias [2]
      fc_norm.weight [4]
      fc_norm.bias [4]
      head.weight [3,4]
      head.bias [3]"
    `);
  });

  it("know which of them belong to experts", () => {
    expect(isExpertWeight("blocks.1.mlp.fc1.weight", config)).toBe(true);
    expect(isExpertWeight("blocks.0.mlp.fc1.weight", config)).toBe(false);
    expect(isExpertWeight("blocks.1.attn.proj.weight", config)).toBe(false);
  });

  it("that fit are accepted", () => {
    expect(() => checkWeights(randomWeights(config, 1), config, "a.safetensors")).not.toThrow();
  });

  it("of the wrong shape are named", () => {
    expect(() => checkWeights(changed("head.bias", zeros(4)), config, "a.safetensors")).toThrow(
      'a.safetensors: "head.bias" has shape [4], expected [3].',
    );
  });

  it("of the wrong name are named, with the nearest", () => {
    const weights = changed("head.bais", zeros(3));
    weights.delete("head.bias");
    expect(() => checkWeights(weights, config, "a.safetensors")).toThrow(
      'a.safetensors: "head.bias" is missing; the file has "head.bais".',
    );
    expect(() => checkWeights(changed("extra", zeros(1)), config, "a.safetensors")).toThrow(
      'a.safetensors: "extra" is not a weight of this config.',
    );
  });

  it("that hold NaN are refused", () => {
    const weights = changed("head.bias", { dims: [3], data: Float32Array.of(0, Number.NaN, 0) });
    expect(() => checkWeights(weights, config, "a.safetensors")).toThrow(
      'a.safetensors: "head.bias" holds NaN at position 1.',
    );
  });
});
