import { mobileNetV3ConfigSchema, mobileViTConfigSchema, type Tensor } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { fromTimm, isTrainingCounter } from "./from-timm.ts";
import { weightShapes } from "./inventory.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const task = { imageSize: 4, channels: 1, classes: 2, stem: 1, lastWidth: 1 };
const config = mobileNetV3ConfigSchema.parse({
  ...task,
  architecture: "mobilenetv3",
  stages: [[{ kernel: 1, stride: 1, width: 1, activation: "relu" }]],
  headWidth: 1,
});

const filled = (dims: readonly number[], value: number): Tensor => ({
  dims,
  data: new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value),
});

/** Every weight 1; each batch norm has scale 3, shift 4, mean 5 and variance 4 − 1e-5. */
function stored(): Map<string, Tensor> {
  const weights = new Map([...weightShapes(config)].map(([name, dims]) => [name, filled(dims, 1)]));
  const norms = {
    conv_stem: "bn1",
    "blocks.0.0.conv_dw": "blocks.0.0.bn1",
    "blocks.0.0.conv_pw": "blocks.0.0.bn2",
    "blocks.1.0.conv": "blocks.1.0.bn1",
  };
  for (const [layer, norm] of Object.entries(norms)) {
    weights.delete(`${layer}.bias`);
    weights.set(`${norm}.weight`, filled([1], 3));
    weights.set(`${norm}.bias`, filled([1], 4));
    weights.set(`${norm}.running_mean`, filled([1], 5));
    weights.set(`${norm}.running_var`, filled([1], 4 - 1e-5));
  }
  return weights;
}

const failure = (change: (weights: Map<string, Tensor>) => void): string => {
  const weights = stored();
  change(weights);
  try {
    fromTimm(weights, config, "a.safetensors");
  } catch (error) {
    return String(error);
  }
  return "accepted";
};

describe("timm's weights", () => {
  it("have each batch norm in the convolution before it, and other layers as they were", () => {
    const weights = fromTimm(stored(), config, "a.safetensors");
    expect([...weights.keys()].toSorted()).toEqual([...weightShapes(config).keys()].toSorted());
    // (1 · x − 5) / 2 · 3 + 4 = 1.5 x − 3.5
    expect(weights.get("conv_stem.weight")?.data[0]).toBeCloseTo(1.5, 6);
    expect(weights.get("blocks.0.0.conv_pw.bias")?.data[0]).toBeCloseTo(-3.5, 6);
    expect(weights.get("conv_head.bias")?.data[0]).toBe(1);
  });

  it("are folded channel by channel", () => {
    const two = mobileViTConfigSchema.parse({
      ...task,
      architecture: "mobilevit",
      imageSize: 8,
      stem: 2,
      expansion: 1,
      heads: 1,
      stages: [{ width: 2, stride: 1, blocks: 1, transformer: { width: 2, depth: 1 } }],
    });
    const weights = new Map<string, Tensor>();
    for (const [name, dims] of weightShapes(two)) {
      if (name.endsWith(".conv.bias")) {
        const norm = name.replace(".conv.bias", ".bn");
        weights.set(`${norm}.weight`, filled(dims, 1));
        weights.set(`${norm}.bias`, filled(dims, 0));
        weights.set(`${norm}.running_mean`, filled(dims, 0));
        weights.set(`${norm}.running_var`, filled(dims, 1 - 1e-5));
      } else weights.set(name, filled(dims, 1));
    }
    weights.set("stem.bn.weight", { dims: [2], data: Float32Array.of(2, 10) });
    const kernels = fromTimm(weights, two, "a.safetensors").get("stem.conv.weight")?.data ?? [];
    // [2,1,3,3]: nine values of the first channel, then nine of the second.
    expect([kernels[8], kernels[9]].map((value) => Math.round(value ?? 0))).toEqual([2, 10]);
  });

  it.each([
    [
      "a missing batch norm",
      (w: Map<string, Tensor>) => w.delete("bn1.running_mean"),
      '"bn1.running_mean" is missing.',
    ],
    [
      "a name that is none of its own",
      (w: Map<string, Tensor>) => w.set("blocks.9.0.conv.weight", filled([1], 1)),
      '"blocks.9.0.conv.weight" is not a weight of this config.',
    ],
    [
      "another shape",
      (w: Map<string, Tensor>) => w.set("conv_stem.weight", filled([1, 3, 3, 3], 1)),
      '"conv_stem.weight" has shape [1,3,3,3], expected [1,1,3,3].',
    ],
    [
      "a value that is no number",
      (w: Map<string, Tensor>) => w.set("bn1.bias", filled([1], Number.NaN)),
      '"bn1.bias" holds NaN at position 0.',
    ],
    [
      "a negative variance",
      (w: Map<string, Tensor>) => w.set("bn1.running_var", filled([1], -1)),
      '"conv_stem.weight" holds NaN at position 0.',
    ],
  ])("with %s are refused", (_, change, sentence) => {
    expect(failure(change)).toContain(`a.safetensors: ${sentence}`);
  });
});

describe("counters of training steps", () => {
  const file = encodeSafetensors(new Map([["bn1.num_batches_tracked", filled([2], 0)]]));
  // The same bytes as one int64.
  const text = new TextDecoder("latin1")
    .decode(file)
    .replace('"F32","shape":[2]', '"I64","shape":[1]');
  const asIntegers = Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  it("are passed over, whatever their type", () => {
    expect(decodeSafetensors(asIntegers, "a", isTrainingCounter).size).toBe(0);
    expect(() => decodeSafetensors(asIntegers, "a")).toThrow(
      "is I64; only F64, F32, F16, BF16 are read",
    );
  });

  it("may not reach beyond the file either", () => {
    expect(() => decodeSafetensors(asIntegers.subarray(0, -4), "a", isTrainingCounter)).toThrow(
      'it ends inside "bn1.num_batches_tracked"',
    );
  });
});
