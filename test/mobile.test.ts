import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkJson, modelConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { findCard, writeModel } from "@vmoe-bench/models/zoo";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { complaint, vmoeBench } from "./cli.ts";

const task = { imageSize: 28, channels: 1, classes: 10, stem: 4, lastWidth: 16 };
const mobileNetV3 = {
  ...task,
  architecture: "mobilenetv3",
  stages: [[{ kernel: 3, stride: 2, expanded: 8, width: 8, squeezed: 4, activation: "hardSwish" }]],
  headWidth: 16,
};
const mobileViT = {
  ...task,
  architecture: "mobilevit",
  expansion: 2,
  stages: [{ width: 8, stride: 1, blocks: 1, transformer: { width: 16, depth: 3 } }],
};

const count = z.object({ macs2: z.number() });
const costsSchema = z.array(
  z.object({ flops: z.object({ denseEquivalent: count, active: count, executed: count }) }),
);

let folder: string;
const path = (id: string) => join(folder, id);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-mobile-"));
  const { baseline: _, ...shipped } = await findCard("fashion-vit-6x64");
  const write = (id: string, shape: object, more: object = {}) => {
    const config = modelConfigSchema.parse(shape);
    const card = { ...shipped, ...more, id, config, description: "Random weights." };
    return writeModel(path(id), card, randomWeights(config, 1));
  };
  await write("mobilenetv3", mobileNetV3);
  await write("mobilevit", mobileViT);
  const sparse = { ...mobileViT, moe: { experts: 4, layers: 2 } };
  await write("mobilevit-e4", sparse, { baseline: path("mobilevit") });
});
afterAll(() => rm(folder, { recursive: true }));

describe("mobile backbones as arms", () => {
  it("run from a folder into the same table as any model", { timeout: 240_000 }, async () => {
    const measured = [
      "--images",
      "50",
      "--reference",
      "8",
      "--cool-down",
      "0",
      "--half-width",
      "100",
      "--full",
    ];
    const arm = ["--model", path("mobilenetv3"), "--backend", "ort-node/cpu"];
    const ended = await vmoeBench("run", ...arm, ...measured, "--out", path("results"));
    expect(complaint(ended)).toMatch(/^exit 0/);
    expect(ended.stdout).toMatch(/mobilenetv3, ort-node\/cpu:\n dense +\d/);
    expect(ended.stdout).toMatch(/dense +8 of 8/);
  });

  it("cost what their three counts say", async () => {
    const { stdout } = await vmoeBench("cost", path("mobilevit"), path("mobilevit-e4"), "--json");
    const [dense, sparse] = checkJson(costsSchema, stdout, "cost --json");
    const [plain, own] = [dense?.flops.active.macs2 ?? 0, sparse?.flops];
    // 2 layers, 14 x 14 tokens, two products of 16 x 32, 2 FLOPs a MAC; a router of 16 x 4 an image.
    const oneExpert = 2 * 196 * 2 * 16 * 32 * 2;
    const router = 2 * 16 * 4;
    expect(own?.active.macs2).toBe(plain + router);
    expect(own?.executed.macs2).toBe(plain + router);
    expect(own?.denseEquivalent.macs2).toBe(plain + router + 3 * oneExpert);
  });

  it("say why a MobileViT is not split", async () => {
    const to = ["--strategy", "split", "--output", path("out")];
    const ended = await vmoeBench("export", path("mobilevit-e4"), ...to);
    expect(complaint(ended)).toMatchInlineSnapshot(
      `"exit 2: error: A model is split where tokens are all that goes on; "mobilevit-e4" hands on a feature map as well. | Use "branch" or "gather"."`,
    );
  });

  it("say why a MobileViT is not upcycled", async () => {
    const to = ["--experts", "4", "--layers", "1", "--output", path("out")];
    const ended = await vmoeBench("upcycle", path("mobilevit"), ...to);
    expect(complaint(ended)).toMatchInlineSnapshot(
      `"exit 2: error: Only a ViT is upcycled, and "mobilevit" is a mobilevit. | Name a dense ViT or DeiT."`,
    );
  });
});
