import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeUpSplit } from "../testing/splits.ts";
import { loadRecipe } from "./load-recipe.ts";
import { recipeHash, requireFits } from "./recipe.ts";

const model = {
  imageSize: 28,
  channels: 1,
  patch: 7,
  classes: 10,
  width: 16,
  depth: 2,
  heads: 2,
  mlpWidth: 32,
};
const dense = {
  dataset: "fashion-mnist",
  model,
  epochs: 3,
  batch: 64,
  optimiser: { learningRate: 0.005 },
  heldOut: 0.2,
};
const auxiliary = {
  baseline: "branches.json",
  auxiliary: { experts: 3, layers: 1, reads: "tokens" },
};
const vmoe = { baseline: "dense.json", moe: { experts: 3, layers: 1 } };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "recipes-"));
  await writeFile(path.join(folder, "dense.json"), JSON.stringify(dense));
  const branches = JSON.stringify({ ...dense, keepEpochs: [1, 2, 3] });
  await writeFile(path.join(folder, "branches.json"), branches);
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, recipe: unknown) {
  const file = path.join(folder, name);
  await writeFile(file, typeof recipe === "string" ? recipe : JSON.stringify(recipe));
  return loadRecipe(file);
}

describe("loadRecipe", () => {
  test("a V-MoE has its baseline's settings and model, with experts", async () => {
    const recipe = await load("vmoe.json", vmoe);
    expect(recipe).toMatchObject({
      kind: "vmoe",
      name: "vmoe",
      router: { kind: "super-classes", from: "confusions", clustering: "spectral", lambda: 0.3 },
      startEpoch: 0,
      baseline: { kind: "dense", name: "dense" },
      model: { ...model, moe: { experts: 3, layers: 1, k: 1, routing: "image" } },
      settings: { epochs: 3, batch: 64 },
    });
    expect(recipe.settings).toEqual(recipe.kind === "vmoe" && recipe.baseline.settings);
  });

  test("a router without super-classes may route every token", async () => {
    const router = { kind: "end-to-end", noise: 0.1 };
    const moe = { experts: 11, layers: 1, routing: "token" };
    const recipe = await load("tokens.json", { ...vmoe, moe, router });
    expect(recipe).toMatchObject({ model: { moe }, router: { ...router, balance: 0.01 } });
  });

  test("what is kept on the way makes no other recipe", async () => {
    const kept = await load("kept.json", { ...dense, keepEpochs: [1, 2] });
    expect(recipeHash(kept)).toBe(recipeHash(await load("kept.json", dense)));
  });

  test("another seed is another recipe, for both", async () => {
    const file = path.join(folder, "vmoe.json");
    await writeFile(file, JSON.stringify(vmoe));
    const [one, two] = [await loadRecipe(file), await loadRecipe(file, { seed: 7 })];
    expect(two.kind === "vmoe" && two.baseline.settings.seed).toBe(7);
    expect(recipeHash(one)).not.toBe(recipeHash(two));
    expect(recipeHash(one)).toBe(recipeHash(await loadRecipe(file, { seed: 0 })));
  });

  test.each([
    ["an unknown key", { ...dense, epoch: 3 }, 'unknown key "epoch"'],
    [
      "an unknown key inside",
      { ...dense, optimiser: { learningRate: 1, lr: 1 } },
      'unknown key "lr" in "optimiser"',
    ],
    ["no epochs", { ...dense, epochs: 0 }, '"epochs"'],
    ["nothing held out", { ...dense, heldOut: 0 }, '"heldOut"'],
    [
      "a long warm-up",
      { ...dense, warmUpEpochs: 3 },
      '"warmUpEpochs": 3 is not less than the 3 epochs',
    ],
    [
      "a crop as large as the image",
      { ...dense, augmentation: { crop: 28 } },
      '"augmentation.crop"',
    ],
    [
      "patches left out for longer than it trains",
      { ...dense, augmentation: { patchDropout: { rate: 0.5, epochs: 4 } } },
      '"augmentation.patchDropout.epochs": there are only 3 epochs',
    ],
    [
      "heads that do not divide the width",
      { ...dense, model: { ...model, heads: 3 } },
      '"model.heads"',
    ],
    ["experts without a baseline", { ...dense, moe: {} }, '"baseline"'],
    ["experts inside the model", { ...dense, model: { ...model, moe: vmoe.moe } }, '"model.moe"'],
    [
      "k > E",
      { ...vmoe, moe: { experts: 3, layers: 1, k: 4 } },
      '"moe.k": 4 is more than the 3 experts',
    ],
    [
      "M > L",
      { ...vmoe, moe: { experts: 3, layers: 3 } },
      '"moe.layers": 3 is more than the depth 2',
    ],
    [
      "E > K",
      { ...vmoe, moe: { experts: 11, layers: 1 } },
      '"moe.experts": 11 super-classes need at least as many classes, and there are 10',
    ],
    [
      "per-token routing",
      { ...vmoe, moe: { experts: 3, layers: 1, routing: "token" } },
      '"moe.routing": only "image" can be trained with super-classes',
    ],
    ["an unknown router", { ...vmoe, router: { kind: "oracle" } }, '"router.kind"'],
    [
      "two experts for an image that has one super-class",
      { ...vmoe, moe: { ...vmoe.moe, k: 2 }, router: { kind: "super-classes", routeByLabel: 1 } },
      '"router.routeByLabel": an image has one super-class, so it needs "moe.k": 1',
    ],
    [
      "a start that the baseline does not keep",
      { ...vmoe, startEpoch: 2 },
      '"startEpoch": 2 is not one of the "keepEpochs" of dense.json',
    ],
    [
      "a start after which nothing is left",
      { ...vmoe, baseline: "branches.json", startEpoch: 3 },
      '"startEpoch": after epoch 3 of 3 nothing is left to train',
    ],
    [
      "labels that route only before it starts",
      {
        ...vmoe,
        baseline: "branches.json",
        startEpoch: 2,
        router: { kind: "super-classes", routeByLabel: 0.7 },
      },
      '"router.routeByLabel": 0.7 of 3 epochs is over before the V-MoE starts from epoch 2',
    ],
    [
      "a router that nothing would teach",
      { ...vmoe, moe: { ...vmoe.moe, gate: "normalized" }, router: { kind: "end-to-end" } },
      '"moe.gate": "normalized" is always 1 where "moe.k" is 1',
    ],
    [
      "a router's own warm-up from scratch",
      { ...vmoe, routerWarmUp: true },
      '"routerWarmUp": from scratch the routers warm up with the rest',
    ],
    ["a rate above the baseline's", { ...vmoe, expertRate: 2 }, '"expertRate"'],
    [
      "a baseline in another folder",
      { ...vmoe, baseline: "../dense.json" },
      '"baseline": "../dense.json" is no name of a file beside this one',
    ],
    ["an epoch to keep that never comes", { ...dense, keepEpochs: [4] }, '"keepEpochs"'],
    [
      "a V-MoE as baseline",
      { ...vmoe, baseline: "bad.json" },
      `"baseline": bad.json is not a dense ViT's recipe`,
    ],
    [
      "an auxiliary loss over an auxiliary loss",
      { ...auxiliary, baseline: "bad.json" },
      `"baseline": bad.json is not a dense ViT's recipe`,
    ],
    [
      "more super-classes than classes",
      { ...auxiliary, auxiliary: { experts: 11, layers: 1 } },
      '"auxiliary.experts": 11 super-classes need at least as many classes',
    ],
    ["what is no JSON", "{", "it is not valid JSON"],
  ])("%s is an error that names the field", async (_, recipe, words) => {
    await expect(load("bad.json", recipe)).rejects.toThrow(words);
  });

  test("an auxiliary loss has its baseline's model and settings, and a router's head", async () => {
    const recipe = await load("auxiliary.json", auxiliary);
    expect(recipe).toMatchObject({
      kind: "auxiliary",
      model,
      head: { experts: 3, layers: 1, reads: "tokens", routing: "image" },
      router: { kind: "super-classes", from: "confusions", lambda: 0.3 },
      baseline: { kind: "dense", name: "branches" },
    });
    const plain = await load("plain.json", { ...dense, keepEpochs: [1, 2, 3] });
    expect(recipeHash(recipe)).not.toBe(recipeHash(plain));
  });

  test("a V-MoE that starts from an auxiliary loss has the same router", async () => {
    await load("auxiliary.json", auxiliary);
    const moe = { ...vmoe.moe, reads: "tokens" };
    const from = { baseline: "auxiliary.json", moe, startEpoch: 1 };
    const recipe = await load("from.json", from);
    expect(recipe).toMatchObject({
      kind: "vmoe",
      baseline: { kind: "auxiliary", baseline: { name: "branches" } },
    });
    const other = { ...from, moe: { ...moe, experts: 4, reads: "mean" }, startEpoch: undefined };
    await expect(
      load("from.json", { ...other, router: { kind: "super-classes", from: "random" } }),
    ).rejects.toThrow(
      `"startEpoch": it is missing; from scratch the "baseline" is the dense recipe; "moe.experts": 4 is not the 3 of auxiliary.json; "moe.reads": mean is not the tokens of auxiliary.json; "router.from": random is not the confusions of auxiliary.json`,
    );
  });

  test("a recipe that extends another has its fields, but for its own", async () => {
    const parent = { ...dense, optimiser: { learningRate: 0.005, clipNorm: 1 }, seed: 3 };
    await load("parent.json", { ...parent, description: "A parent." });
    const own = { optimiser: { learningRate: 0.01, clipNorm: null }, seed: null };
    const recipe = await load("child.json", { extends: "parent.json", ...own });
    const written = await load("child.json", { ...dense, optimiser: { learningRate: 0.01 } });
    expect(recipe).toEqual(written);
    expect(recipeHash(recipe)).toBe(recipeHash(written));
    const wide = { extends: "parent.json", model: { width: 32 } };
    expect(await load("wide.json", wide)).toMatchObject({ model: { ...model, width: 32 } });
    const sparse = { extends: "vmoe.json", moe: { layers: 2 }, description: "Two layers." };
    await load("vmoe.json", vmoe);
    expect(await load("sparse.json", sparse)).toMatchObject({
      kind: "vmoe",
      model: { moe: { experts: 3, layers: 2 } },
    });
  });

  test.each([
    [
      "that is in another folder",
      "../dense.json",
      '"extends": "../dense.json" is no name of a file',
    ],
    ["that is not there", "nowhere.json", "nowhere.json can't be read"],
    ["that is itself", "bad.json", '"extends": it extends itself, through bad.json'],
    ["that lacks a field", "vmoe.json", 'unknown key "epochs"'],
  ])("a recipe that extends one %s", async (_, parent, words) => {
    await load("vmoe.json", vmoe);
    await expect(load("bad.json", { extends: parent, epochs: 2 })).rejects.toThrow(words);
  });

  test("a stream has held-out images of its own", async () => {
    const { heldOut: _, ...rest } = dense;
    const stream = { imagesPerEpoch: 100 };
    await expect(load("drawn.json", { ...rest, stream })).resolves.toMatchObject({
      settings: { stream },
    });
    for (const recipe of [rest, { ...dense, stream }])
      await expect(load("bad.json", recipe)).rejects.toThrow(
        'or "stream" for images that are drawn',
      );
  });

  test("a router that reads all tokens starts when all patches are there", async () => {
    const augmentation = { patchDropout: { rate: 0.5, epochs: 2 } };
    await load("dropping.json", { ...dense, augmentation, keepEpochs: [1, 2] });
    const moe = { ...vmoe.moe, reads: "tokens" };
    const from = (startEpoch: number) =>
      load("reads.json", { baseline: "dropping.json", moe, startEpoch });
    await expect(from(1)).rejects.toThrow(
      '"moe.reads": "tokens" needs all patches, which are there after epoch 2',
    );
    await expect(from(2)).resolves.toMatchObject({ startEpoch: 2 });
  });

  test("a file that is not there", async () => {
    await expect(loadRecipe(path.join(folder, "none.json"))).rejects.toMatchObject({
      code: "file-not-readable",
    });
    await expect(load("lost.json", { ...vmoe, baseline: "none.json" })).rejects.toThrow(
      "none.json",
    );
  });

  test("a model that does not fit the data set", async () => {
    const recipe = await load("other.json", {
      ...dense,
      model: { ...model, classes: 100, imageSize: 35, channels: 3 },
    });
    expect(() => {
      requireFits(recipe, madeUpSplit([]).info);
    }).toThrow(
      `"model.classes": 100 is not fashion-mnist's 10; "model.channels": 3 is not fashion-mnist's 1; "model.imageSize": 35 is not fashion-mnist's 28`,
    );
  });
});
