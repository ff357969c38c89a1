import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vitConfigSchema } from "@vmoe-bench/contracts";
import {
  decodeSafetensors,
  encodeSafetensors,
  randomWeights,
  runReference,
} from "@vmoe-bench/model";
import { readModel } from "../zoo/stored-model.ts";
import { describe, expect, it } from "vitest";
import { writeCheckpoint } from "./import-checkpoint.ts";
import { readCheckpoint, type CheckpointOptions } from "./read-checkpoint.ts";
import { expectedLogits, fixture, fixtureImages } from "./testing/fixtures.ts";

/** The largest distance from PyTorch's logits. */
async function distance(name: string, wanted: string, options: CheckpointOptions = {}) {
  const { config, weights } = await readCheckpoint(fixture(name), options);
  const artifact = { kind: "defined", id: name, config, weights } as const;
  const { logits } = runReference(artifact, fixtureImages(config.imageSize));
  const expected = await expectedLogits(wanted);
  expect(logits).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (logits[i] ?? NaN))));
}

describe("a checkpoint", () => {
  it.each([
    "timm",
    "timm-bfloat16",
    "timm-float16",
    "timm-distilled",
    "timm-avg",
    "timm-avg-norm",
    "timm-deit3",
    "hf-vit-sharded",
    "hf-deit",
    "hf-deit-distilled",
  ])("%s gives PyTorch's logits", async (name) => {
    expect(await distance(name, name)).toBeLessThan(1e-5);
  });

  it.each([
    "deit3_small_patch16_224",
    "vit_base_patch16_siglip_gap_224",
    "vit_small_patch14_dinov2",
    "vit_tiny_patch16_224",
  ])("of timm's %s has its heads and gives its logits", async (name) => {
    const { config, weights } = await readCheckpoint(fixture(`architectures/${name}`));
    const path = fixture(`architectures/${name}-outputs/0.safetensors`);
    const stored = decodeSafetensors(await readFile(path), path);
    const [images, logits] = ["images", "logits"].map((key) => stored.get(key)?.data);
    if (images === undefined || logits === undefined) throw new Error(`${path} lacks one.`);
    const artifact = { kind: "defined", id: name, config, weights } as const;
    const ours = runReference(artifact, { dims: [4, 3, 8, 8], data: images }).logits;
    expect(Math.max(...logits.map((value, i) => Math.abs(value - (ours[i] ?? NaN))))).toBeLessThan(
      1e-5,
    );
  });

  it.each(["timm", "hf-deit"])(
    "wrapped in %s beside a criterion's weight is the same model, and what was left out is named",
    async (name) => {
      const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
      await cp(fixture(name), folder, { recursive: true });
      const file = join(folder, "model.safetensors");
      const stored = decodeSafetensors(await readFile(file), file);
      const criterion = { dims: [2], data: Float32Array.of(1, 2) };
      const names = [...stored].map(([own, tensor]) => [`net.model.${own}`, tensor] as const);
      const wrapped = new Map([["criterion.weight", criterion] as const, ...names]);
      await writeFile(file, encodeSafetensors(wrapped));
      const checkpoint = await readCheckpoint(folder);
      expect(checkpoint.weights).toEqual((await readCheckpoint(fixture(name))).weights);
      expect(checkpoint.notes).toContain(
        'Its model is what begins with "net.model.", which was cut off. Left out is what lies beside it: "criterion.weight".',
      );
      await rm(folder, { recursive: true });
    },
  );

  it.each(["module.", "_orig_mod.module.", "model."])(
    "whose tensors' names begin with %s is the same model",
    async (prefix) => {
      const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
      await cp(fixture("timm"), folder, { recursive: true });
      const file = join(folder, "model.safetensors");
      const stored = decodeSafetensors(await readFile(file), file);
      const wrapped = new Map([...stored].map(([name, tensor]) => [`${prefix}${name}`, tensor]));
      await writeFile(file, encodeSafetensors(wrapped));
      const checkpoint = await readCheckpoint(folder);
      expect(checkpoint.weights).toEqual((await readCheckpoint(fixture("timm"))).weights);
      expect(checkpoint.notes).toEqual([
        `All its tensors' names begin with "${prefix}", which was cut off.`,
      ]);
      await rm(folder, { recursive: true });
    },
  );

  it.each([8, 24])("gives timm's logits for images of %i pixels", async (imageSize) => {
    expect(await distance("timm", `timm at ${imageSize}`, { imageSize })).toBeLessThan(1e-5);
  });

  it("of timm brings its config, and says what it does not say", async () => {
    const { weights, files, ...found } = await readCheckpoint(fixture("timm-distilled"));
    expect(weights.size).toBe(23);
    expect(files.map(({ name, bytes }) => ({ name, bytes }))).toEqual([
      { name: "model.safetensors", bytes: 6664 },
    ]);
    expect(found).toMatchInlineSnapshot(`
      {
        "assumed": [
          "Its 3 classes have no names; they are called "class 0" and so on.",
        ],
        "classes": [
          "class 0",
          "class 1",
          "class 2",
        ],
        "config": {
          "channels": 3,
          "classToken": true,
          "classes": 3,
          "depth": 1,
          "distillation": "heads",
          "heads": 2,
          "imageSize": 16,
          "mlpWidth": 16,
          "patch": 4,
          "pool": "class",
          "width": 8,
        },
        "dataset": "unknown",
        "input": {
          "cropPart": 0.9,
          "interpolation": "bicubic",
          "resize": "shortest-side",
        },
        "name": "deit_tiny_distilled_patch16_224",
        "naming": "timm",
        "normalisation": {
          "mean": [
            0.485,
            0.456,
            0.406,
          ],
          "std": [
            0.229,
            0.224,
            0.225,
          ],
        },
        "notes": [],
      }
    `);
  });

  it("of Hugging Face brings its labels, its epsilon and how its images are made", async () => {
    const { weights, files, ...found } = await readCheckpoint(fixture("hf-deit"));
    expect(weights.get("blocks.0.attn.qkv.weight")?.dims).toEqual([24, 8]);
    expect(files).toHaveLength(1);
    expect(found).toMatchInlineSnapshot(`
      {
        "assumed": [],
        "classes": [
          "cat",
          "dog",
          "fox",
        ],
        "config": {
          "channels": 3,
          "classToken": true,
          "classes": 3,
          "depth": 1,
          "distillation": "token",
          "heads": 2,
          "imageSize": 16,
          "mlpWidth": 16,
          "normEpsilon": 1e-12,
          "patch": 4,
          "pool": "class",
          "width": 8,
        },
        "dataset": "unknown",
        "input": {
          "cropPart": 0.8888888888888888,
          "cropStart": "floored",
          "interpolation": "bicubic",
          "resize": "squash",
        },
        "name": "hf-deit",
        "naming": "hugging-face",
        "normalisation": {
          "mean": [
            0.5,
            0.5,
            0.5,
          ],
          "std": [
            0.5,
            0.5,
            0.5,
          ],
        },
        "notes": [],
      }
    `);
  });

  it("without a config is taken as timm would", async () => {
    const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
    const file = join(folder, "mine.safetensors");
    await copyFile(fixture("timm/model.safetensors"), file);
    await expect(readCheckpoint(file)).rejects.toMatchObject({
      message: `${file}: how many attention heads its width of 8 is cut into is not said, and 64 channels a head do not divide it.`,
      remedy: "Say it with --heads.",
    });
    const checkpoint = await readCheckpoint(file, { heads: 2 });
    expect(checkpoint.name).toBe("mine");
    expect(checkpoint.config).toEqual((await readCheckpoint(fixture("timm"))).config);
    expect(checkpoint.assumed).toMatchInlineSnapshot(`
      [
        "Its norms come before attention and MLP, with an epsilon of 1e-6; its activation is the exact GELU, as in timm's plain ViT.",
        "Its 3 classes have no names; they are called "class 0" and so on.",
        "Its images are normalised with mean 0.5 and deviation 0.5 in each channel.",
        "Its images are resized bicubically, and 90 % of the shortest side are cut out.",
      ]
    `);
    await rm(folder, { recursive: true });
  });

  it("of which nothing says the heads has them guessed, and that is told", async () => {
    const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
    const sizes = { imageSize: 8, channels: 3, patch: 4, width: 128, depth: 1, mlpWidth: 8 };
    const config = vitConfigSchema.parse({
      ...sizes,
      heads: 4,
      classes: 3,
      classToken: true,
      pool: "class",
    });
    const file = join(folder, "mine.safetensors");
    const patches = "patch_embed.proj.weight";
    const tensors = new Map(randomWeights(config, 1));
    const flat = tensors.get(patches);
    if (flat === undefined) throw new Error("A ViT has patches.");
    await writeFile(
      file,
      encodeSafetensors(tensors.set(patches, { ...flat, dims: [128, 3, 4, 4] })),
    );
    const checkpoint = await readCheckpoint(file);
    // 128 / 64, though it was made with 4: no tensor shows that.
    expect(checkpoint.config).toMatchObject({ heads: 2 });
    expect(checkpoint.assumed).toContain(
      "It has 2 attention heads: 64 channels each, as most of timm's.",
    );
    await rm(folder, { recursive: true });
  });

  it("of an architecture in another width has timm's head count, and that is told", async () => {
    const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
    await cp(fixture("timm"), folder, { recursive: true });
    const path = join(folder, "config.json");
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    const named = { architecture: "deit3_medium_patch16_224", model_args: null };
    await writeFile(path, JSON.stringify(Object.assign({}, config, named)));
    const checkpoint = await readCheckpoint(folder);
    expect(checkpoint.config).toMatchObject({ heads: 8, width: 8 });
    expect(checkpoint.assumed).toContain(
      "It has 8 attention heads, as timm takes it; deit3_medium_patch16_224 has 8 for a width of 512.",
    );
    await rm(folder, { recursive: true });
  });

  it("becomes a model folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
    const checkpoint = await readCheckpoint(fixture("hf-vit-sharded"));
    await writeCheckpoint(folder, checkpoint, "hf-vit-sharded");
    const { card, artifact } = await readModel(folder);
    expect(artifact.weights).toEqual(checkpoint.weights);
    expect(card.id).toBe("hf-vit-sharded");
    expect(card.training.kind).toBe("imported");
    expect(JSON.parse(await readFile(join(folder, "card.json"), "utf8"))).toEqual(card);
    await rm(folder, { recursive: true });
  });
});
