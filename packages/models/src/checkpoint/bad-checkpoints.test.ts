import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError, type Tensor, type WeightMap } from "@vmoe-bench/contracts";
import { decodeSafetensors, encodeSafetensors } from "@vmoe-bench/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { locateCheckpoint } from "./files/locate.ts";
import { readTensors } from "./files/read-tensors.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { fixture } from "./testing/fixtures.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bad-"));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, "model.safetensors");
const take = (name: string) => cp(fixture(name), folder, { recursive: true });

/** The message, with the folder's name left out. */
async function refusal(): Promise<string> {
  const error: unknown = await readCheckpoint(folder).then(
    () => "it was read",
    (thrown: unknown) => thrown,
  );
  const said = error instanceof KnownError ? `${error.code}: ${error.message}` : String(error);
  return said.replaceAll(folder, "HERE");
}

async function changeTensors(name: string, change: (tensors: Map<string, Tensor>) => void) {
  await take(name);
  const tensors = new Map<string, Tensor>(decodeSafetensors(await readFile(file()), "fixture"));
  change(tensors);
  await writeFile(file(), encodeSafetensors(tensors satisfies WeightMap));
}

async function changeConfig(name: string, changes: object, json = "config.json") {
  await take(name);
  const path = join(folder, json);
  const value: unknown = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(Object.assign({}, value, changes)));
}

/** A file of a header alone, which says what it is told. */
async function writeHeader(header: unknown, dataBytes = 0): Promise<void> {
  const text = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  await writeFile(file(), Buffer.concat([size, text, Buffer.alloc(dataBytes)]));
}

function renamed(tensors: Map<string, Tensor>, from: string, to: string): void {
  const tensor = tensors.get(from);
  if (tensor !== undefined) tensors.set(to, tensor);
  tensors.delete(from);
}

/** A checkpoint of two values. */
const entry = (from: number, to: number) => ({
  dtype: "F32",
  shape: [2],
  data_offsets: [from, to],
});

describe("a checkpoint's file", () => {
  it("that is truncated is refused", async () => {
    await take("timm");
    await truncate(file(), 5_000);
    expect(await refusal()).toMatch(
      /^broken-safetensors: HERE\/model.safetensors: it ends inside "blocks\..*"\.$/,
    );
  });

  it("with a header of 2^60 bytes is refused", async () => {
    await writeFile(file(), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x10));
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-safetensors: HERE/model.safetensors: its header claims 1152921504606846976 bytes."`,
    );
  });

  it("of 3 bytes is refused", async () => {
    await writeFile(file(), "abc");
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-safetensors: HERE/model.safetensors: 3 bytes are too few for a safetensors file."`,
    );
  });

  it("with overlapping tensors is refused", async () => {
    await writeHeader({ a: entry(0, 8), b: entry(4, 12) }, 12);
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-safetensors: HERE/model.safetensors: "b" overlaps or leaves a gap."`,
    );
  });

  it("with a tensor past its end is refused before anything is allocated", async () => {
    await writeHeader({ a: { dtype: "F32", shape: [2 ** 48], data_offsets: [0, 2 ** 50] } });
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-safetensors: HERE/model.safetensors: it ends inside "a"."`,
    );
  });

  it("with an unknown dtype is refused", async () => {
    await writeHeader({ a: { dtype: "F8_E4M3", shape: [2], data_offsets: [0, 2] } }, 2);
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-safetensors: HERE/model.safetensors: "a" is F8_E4M3; only F64, F32, F16, BF16 are read."`,
    );
  });
});

describe("a checkpoint's tensors", () => {
  it("that are missing are named, with the nearest that is there", async () => {
    await changeTensors("timm", (tensors) =>
      renamed(tensors, "blocks.1.norm2.weight", "blocks.1.norm_2.weight"),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: HERE: "blocks.1.norm2.weight" is missing; the nearest that it has is "blocks.1.norm_2.weight"."`,
    );
  });

  it("that are missing are named as Hugging Face does", async () => {
    await changeTensors("hf-deit", (tensors) =>
      tensors.delete("deit.encoder.layer.0.attention.attention.key.weight"),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: HERE: "deit.encoder.layer.0.attention.attention.key.weight" is missing; the nearest that it has is "deit.encoder.layer.0.attention.attention.key.bias"."`,
    );
  });

  it("that are too many are named", async () => {
    await changeTensors("timm", (tensors) =>
      tensors.set("blocks.0.norm3.weight", { dims: [8], data: new Float32Array(8) }),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: HERE: "blocks.0.norm3.weight" is not a weight of this model; the nearest weight of this model is "blocks.0.norm1.weight"."`,
    );
  });

  it("of several models are refused, and of a wrapped one without its classifier it is said where", async () => {
    await changeTensors("timm", (tensors) => {
      for (const [name, tensor] of new Map(tensors)) {
        tensors.delete(name);
        tensors.set(`model.${name}`, tensor).set(`ema.${name}`, tensor);
      }
    });
    expect(await refusal()).toBe(
      'unsupported-checkpoint: HERE: it has several models, below "model." and "ema.".',
    );
    await changeTensors("timm", (tensors) => {
      for (const [name, tensor] of new Map(tensors)) {
        tensors.delete(name);
        tensors.set(name.startsWith("head") ? name : `backbone.${name}`, tensor);
      }
    });
    expect(await refusal()).toBe(
      'unsupported-checkpoint: HERE, below "backbone.": it has no classifier: there is no "head.weight".',
    );
  });

  it("of a pooler, which no classifier reads, are left out", async () => {
    await changeTensors("hf-deit", (tensors) =>
      tensors.set("deit.pooler.dense.bias", { dims: [8], data: new Float32Array(8) }),
    );
    expect(await refusal()).toBe("it was read");
  });

  it("that hold NaN are named", async () => {
    await changeTensors("timm", (tensors) => {
      const data = new Float32Array(16);
      data[3] = NaN;
      tensors.set("blocks.1.mlp.fc1.bias", { dims: [16], data });
    });
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: HERE: "blocks.1.mlp.fc1.bias" holds NaN at position 3."`,
    );
  });

  it("of another shape are named", async () => {
    await changeTensors("timm", (tensors) =>
      tensors.set("norm.bias", { dims: [9], data: new Float32Array(9) }),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: HERE: "norm.bias" has shape [9], expected [8]."`,
    );
  });

  it("of parts that our models do not have are named", async () => {
    await changeTensors("timm", (tensors) =>
      tensors.set("reg_token", { dims: [1, 4, 8], data: new Float32Array(32) }),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"unsupported-checkpoint: HERE: it has register tokens ("reg_token")."`,
    );
  });

  it("without a classifier are no classifier", async () => {
    await changeTensors("hf-deit", (tensors) => {
      tensors.delete("classifier.weight");
      tensors.delete("classifier.bias");
    });
    expect(await refusal()).toMatchInlineSnapshot(
      `"unsupported-checkpoint: HERE: it has no classifier: there is no "classifier.weight"."`,
    );
  });
});

describe("a checkpoint's folder", () => {
  it("that is not there, is empty or holds a pickle is refused", async () => {
    await expect(readCheckpoint(join(folder, "nothing"))).rejects.toThrow(
      "nothing: nothing is there.",
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"checkpoint-not-found: There is no whole checkpoint at HERE: the folder holds no .safetensors file."`,
    );
    await writeFile(join(folder, "pytorch_model.bin"), "");
    expect(await refusal()).toMatchInlineSnapshot(
      `"checkpoint-not-found: There is no whole checkpoint at HERE: "pytorch_model.bin" is not read, only .safetensors files."`,
    );
  });

  it("with two files that nothing connects is refused", async () => {
    await take("timm");
    await rename(file(), join(folder, "a.safetensors"));
    await cp(join(folder, "a.safetensors"), join(folder, "b.safetensors"));
    expect(await refusal()).toMatchInlineSnapshot(
      `"checkpoint-not-found: There is no whole checkpoint at HERE: it holds a.safetensors, b.safetensors, and no model.safetensors.index.json that says how they belong together."`,
    );
  });

  it("that lacks a shard is refused", async () => {
    await take("hf-vit-sharded");
    await rm(join(folder, "model-00002-of-00002.safetensors"));
    expect(await refusal()).toMatchInlineSnapshot(
      `"checkpoint-not-found: There is no whole checkpoint at HERE: "model-00002-of-00002.safetensors" is missing, 1 of 2 shards in all."`,
    );
  });

  it("of shards that hold too much together is refused, however little each holds", async () => {
    const shards = await locateCheckpoint(fixture("hf-vit-sharded"));
    // Its index says so: 1,779 values in two files.
    expect((await readTensors(shards, 1_779)).files).toHaveLength(2);
    await expect(readTensors(shards, 1_778)).rejects.toThrow(
      "model-00002-of-00002.safetensors: with it there are 1779 values, more than 1778.",
    );
  });

  it("whose index names a tensor that its shard lacks, or another folder, is refused", async () => {
    await take("hf-vit-sharded");
    const [index = ""] = (await readdir(folder)).filter((name) => name.endsWith("index.json"));
    const path = join(folder, index);
    const text = await readFile(path, "utf8");
    await writeFile(
      path,
      text.replace(
        '"weight_map": {',
        '"weight_map": { "more": "model-00001-of-00002.safetensors",',
      ),
    );
    expect(await refusal()).toMatchInlineSnapshot(
      `"broken-checkpoint: model-00001-of-00002.safetensors: "more" is missing, which the index says is there."`,
    );
    await writeFile(path, text.replaceAll("model-00001", "../model-00001"));
    expect(await refusal()).toContain("expected the plain name of a file");
  });
});

describe("a checkpoint's config", () => {
  it.each([
    ["timm", { architecture: "resnet18" }],
    ["timm", { num_classes: 4 }],
    ["timm", { global_pool: "map", model_args: { num_heads: 2 } }],
    ["timm", { model_args: { num_heads: 3 } }],
    ["timm", { pretrained_cfg: { input_size: [3, 18, 18] } }],
    ["hf-deit", { model_type: "swin" }],
    ["hf-deit", { hidden_act: "quick_gelu" }],
    ["hf-deit", { hidden_size: 16 }],
    ["hf-deit", { id2label: { "0": "cat", "1": "dog" } }],
    ["hf-deit", { num_attention_heads: -1 }],
  ])("of %s that says %j is refused", async (name, changes) => {
    await changeConfig(name, changes);
    expect(await refusal()).toMatchSnapshot();
  });

  it("of another network has ONNX as its remedy, and none to remove a part", async () => {
    await changeConfig("timm", { architecture: "resnet18" });
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      remedy:
        "ViT, DeiT, MobileViT and MobileNetV3 classifiers are read as checkpoints; export any other to ONNX, and name that file.",
    });
    await changeTensors("timm", (tensors) =>
      tensors.set("blocks.0.attn.qkv.lora_A", { dims: [1], data: Float32Array.of(1) }),
    );
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      remedy: "Merge the adapters into the weights, and save these as floats.",
    });
  });

  it("that is no JSON, or of nobody's, is refused", async () => {
    await take("timm");
    await writeFile(join(folder, "config.json"), "{");
    expect(await refusal()).toMatchInlineSnapshot(
      `"invalid-value: HERE/config.json: it is not valid JSON."`,
    );
    await writeFile(join(folder, "config.json"), "{}");
    expect(await refusal()).toMatchInlineSnapshot(
      `"unsupported-checkpoint: HERE/config.json: config.json has neither timm's "architecture" nor Hugging Face's "model_type"."`,
    );
  });

  it.each([
    ["vit_base_patch16_rpn_224", "its layers are ResPostBlock, not timm's plain Block"],
    ["vit_small_patch16_18x2_224", "its layers are ParallelThingsBlock, not timm's plain Block"],
    ["vit_base_patch16_clip_quickgelu_224", "it has a norm before the first layer"],
    ["vit_base_patch32_siglip_gap_256", "its activation is GELUTanh"],
  ])("of timm's %s is refused by its name alone", async (architecture, reason) => {
    await changeConfig("timm", { architecture });
    expect(await refusal()).toBe(
      `unsupported-checkpoint: HERE/config.json: "${architecture}" can't be run here: ${reason}.`,
    );
  });

  it.each([
    [{ act_layer: "quick_gelu" }, '"act_layer": "quick_gelu", and only "gelu" can be run'],
    [{ qk_norm: true }, '"qk_norm": true, and only false can be run'],
    [{ block_fn: "ResPostBlock" }, '"block_fn": "ResPostBlock", which is not known here'],
  ])("of timm with %j is refused", async (args, sentence) => {
    await changeConfig("timm", { model_args: { num_heads: 2, ...args } });
    expect(await refusal()).toBe(
      `unsupported-checkpoint: HERE/config.json: its model_args say ${sentence}.`,
    );
  });
});

describe("a file that is something else", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
  it.each([
    ["model.safetensors", pointer, "a Git LFS pointer, not the file itself"],
    ["model.safetensors", "<!doctype html><html></html>", "an HTML page, not the file itself"],
    ["config.json", pointer, "a Git LFS pointer, not the file itself"],
    [
      "model.safetensors",
      Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex"),
      "a pickle of PyTorch or Python, which runs code when it is opened",
    ],
  ])("as %s is called by its name", async (name, content, what) => {
    await take("timm");
    await writeFile(join(folder, name), content);
    expect(await refusal()).toBe(`other-file: HERE/${name} is ${what}.`);
  });

  it("is a pickle, in a folder and alone", async () => {
    const path = join(folder, "pytorch_model.bin");
    await writeFile(path, Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex"));
    expect(await refusal()).toContain("HERE/pytorch_model.bin is a pickle of PyTorch");
    await expect(readCheckpoint(path)).rejects.toMatchObject({
      code: "other-file",
      remedy:
        "Load it where you trust it, and write its weights with `safetensors.torch.save_file(state_dict, ...)`.",
    });
  });
});

describe("a good checkpoint", () => {
  it("has a byte order mark before its json", async () => {
    await take("timm");
    const path = join(folder, "config.json");
    await writeFile(path, `\u{feff}${await readFile(path, "utf8")}`);
    expect(await refusal()).toBe("it was read");
  });

  it("has null for any field that may be left out", async () => {
    const nothing = { model_args: null, label_names: null, global_pool: null, num_classes: null };
    await changeConfig("timm", nothing);
    expect(await refusal()).toContain(
      "how many attention heads its width of 8 is cut into is not said",
    );
    await changeConfig("timm", { ...nothing, model_args: { num_heads: 2, img_size: null } });
    expect(await refusal()).toBe("it was read");
  });

  it("of Hugging Face has null in its config and in its processor's file", async () => {
    // As transformers 5 writes what a processor does not do: ViT's cuts nothing out.
    const left = { crop_size: null, do_center_crop: null, resample: null, rescale_factor: null };
    await changeConfig("hf-vit-sharded", left, "preprocessor_config.json");
    const path = join(folder, "config.json");
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    const more = { layer_norm_eps: null, id2label: null, num_channels: null };
    await writeFile(path, JSON.stringify(Object.assign({}, config, more)));
    const checkpoint = await readCheckpoint(folder);
    expect(checkpoint.input).toEqual({ resize: "squash", interpolation: "bilinear", cropPart: 1 });
    expect(checkpoint.config).toEqual((await readCheckpoint(fixture("hf-vit-sharded"))).config);
    expect(checkpoint.classes).toEqual(["class 0", "class 1", "class 2"]);
  });

  it("writes its sides as pairs", async () => {
    await changeConfig("hf-deit", { image_size: [16, 16], patch_size: [4, 4] });
    expect(await refusal()).toBe("it was read");
  });

  it("lies in a cache of links, beside what macOS left", async () => {
    await mkdir(join(folder, "blobs"));
    const snapshot = join(folder, "snapshots", "main");
    await mkdir(snapshot, { recursive: true });
    for (const [i, name] of ["model.safetensors", "config.json"].entries()) {
      await cp(fixture(`timm/${name}`), join(folder, "blobs", String(i)));
      await symlink(join("..", "..", "blobs", String(i)), join(snapshot, name));
    }
    await writeFile(join(snapshot, "._model.safetensors"), "Mac OS X");
    await expect(readCheckpoint(snapshot)).resolves.toMatchObject({ config: { width: 8 } });
  });
});
