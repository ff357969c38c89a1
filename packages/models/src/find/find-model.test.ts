import { cp, mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { importNotes } from "./from-checkpoint.ts";
import { findCard, findModel } from "./find-model.ts";

const fixtures = fileURLToPath(new URL("../checkpoint/testing/fixtures", import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
  vi.stubEnv("VMOE_BENCH_CACHE", join(folder, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test("a checkpoint's folder is imported once, and again when a file of it changes", async () => {
  const path = join(folder, "mine");
  await cp(join(fixtures, "timm-distilled"), path, { recursive: true });
  const { card, folder: made } = await findModel(`${path}/`);
  expect(card.training).toMatchObject({ kind: "imported", source: `${path}/` });
  const first = await stat(join(made, "card.json"));
  expect((await findCard(`${path}/`)).id).toBe("deit_tiny_distilled_patch16_224");
  expect((await stat(join(made, "card.json"))).mtimeMs).toBe(first.mtimeMs);
  const said = (await importNotes(made)).map((text) => text.replaceAll(folder, "HERE"));
  expect(said.join("\n")).toMatchInlineSnapshot(`
    "HERE/mine/: ViT of 1 layers, width 8, 2 heads, patch 4, 3 x 16 x 16 RGB images, 3 classes
      1 file, 0.01 MB, timm's names
      Not said by its files: Its 3 classes have no names; they are called "class 0" and so on."
  `);
  await utimes(join(path, "config.json"), new Date(0), new Date(0));
  await findCard(`${path}/`);
  expect((await stat(join(made, "card.json"))).mtimeMs).toBeGreaterThan(first.mtimeMs);
});

test("a checkpoint's file is a model, too", async () => {
  const path = join(fixtures, "timm/model.safetensors");
  expect((await findCard(path)).config).toMatchObject({ depth: 2 });
});

test("what is neither a checkpoint nor a model folder is the zoo's", async () => {
  expect((await findCard("fashion-vit-6x64")).id).toBe("fashion-vit-6x64");
  await expect(findCard("fashion-vit-6x46")).rejects.toThrow(
    'There is no model "fashion-vit-6x46". Did you mean "fashion-vit-6x64"?',
  );
  await expect(findCard(`${folder}/`)).rejects.toThrow('"card.json" is missing');
});

test("a name on the hub is not downloaded by looking for it", async () => {
  await expect(findCard("hf:timm/vit")).rejects.toThrow("hf:timm/vit was not downloaded yet");
  await expect(findCard("hf:vit")).rejects.toThrow('"hf:vit" is not a model\'s name on the hub.');
});

test("a file that is no model is called by what it is", async () => {
  const path = join(folder, "model.onnx.gz");
  await writeFile(path, gzipSync("anything"));
  await expect(findCard(path)).rejects.toThrow(`${path} is compressed with gzip.`);
  await writeFile(path, "anything");
  await expect(findCard(path)).rejects.toThrow(
    `${path} is a file that is not known by the end of its name.`,
  );
});
