import { KnownError, type Tensor } from "@vmoe-bench/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { huggingFaceDescription } from "./describe/hugging-face.ts";
import { timmDescription } from "./describe/timm.ts";
import { NamedTensors } from "./tensors/named-tensors.ts";
import { shapeOf } from "./tensors/shape-of.ts";

function outcome(read: () => unknown): "read" | "refused" | "crashed" {
  try {
    read();
    return "read";
  } catch (error) {
    return error instanceof KnownError ? "refused" : "crashed";
  }
}

/** What 10,000 cases come to. */
function outcomes<T>(values: fc.Arbitrary<T>, read: (value: T) => unknown): string[] {
  const seen = new Set<string>();
  const holds = fc.property(values, (value) => {
    const ending = outcome(() => read(value));
    seen.add(ending);
    return ending !== "crashed";
  });
  fc.assert(holds, { numRuns: 10_000 });
  return [...seen].toSorted();
}

const both = ["read", "refused"];

const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 3, 16, 224));
const list = fc.array(number, { maxLength: 4 });
const labels = fc.dictionary(fc.constantFrom("0", "1", "2", "x"), fc.string());
const side = fc.oneof(number, fc.record({ height: number, width: number }), fc.jsonValue());

describe("the readers of configs", () => {
  it("take any timm config", () => {
    const pretrained = fc.record(
      { input_size: list, mean: list, std: list, interpolation: fc.string(), crop_pct: number },
      { requiredKeys: [] },
    );
    const config = fc.record(
      {
        architecture: fc.constantFrom("vit_tiny_patch16_224", "mobilevit_s", "swin", 3),
        num_classes: number,
        global_pool: fc.string(),
        model_args: fc.oneof(fc.record({ num_heads: number }), fc.jsonValue()),
        pretrained_cfg: fc.oneof(pretrained, fc.jsonValue()),
      },
      { requiredKeys: ["architecture"] },
    );
    const endings = outcomes(fc.oneof(config, fc.jsonValue()), (value) =>
      timmDescription(value, "config.json"),
    );
    expect(endings).toEqual(both);
  });

  it("take any of Hugging Face's configs", () => {
    const config = fc.record(
      { model_type: fc.constantFrom("vit", "deit", "bert"), id2label: labels, hidden_size: number },
      { requiredKeys: ["model_type"] },
    );
    const processor = fc.record(
      {
        size: side,
        crop_size: side,
        resample: number,
        image_mean: list,
        do_center_crop: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const files = fc.tuple(
      fc.oneof(config, fc.jsonValue()),
      fc.option(fc.oneof(processor, fc.jsonValue()), { nil: undefined }),
    );
    const endings = outcomes(files, ([value, other]) =>
      huggingFaceDescription(
        value,
        other === undefined ? undefined : { value: other, source: "preprocessor_config.json" },
        "config.json",
      ),
    );
    expect(endings).toEqual(both);
  });
});

describe("the reader of shapes", () => {
  it("takes any tensors", () => {
    const names = [
      ["patch_embed.proj.weight", [4, 3, 2, 2]],
      ["pos_embed", [1, 5, 4]],
      ["cls_token", [1, 1, 4]],
      ["blocks.0.mlp.fc1.weight", [8, 4]],
      ["head.weight", [3, 4]],
    ] as const;
    const dims = fc.array(fc.nat(6), { maxLength: 4 });
    const changes = fc.tuple(
      fc.nat(names.length),
      fc.option(dims, { nil: undefined }),
      fc.string(),
      fc.constantFrom("", "vit.", "deit."),
    );
    const endings = outcomes(changes, ([at, changed, name, prefix]) => {
      const tensors = new Map<string, Tensor>(
        names.flatMap(([own, shape], i) =>
          i === at && changed === undefined ? [] : [[own, zeros(i === at ? changed : shape)]],
        ),
      );
      tensors.set(prefix + name, zeros([1]));
      return shapeOf(new NamedTensors(tensors, "model"));
    });
    expect(endings).toEqual(both);
  });
});

function zeros(dims: readonly number[] = []): Tensor {
  return { dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
}
