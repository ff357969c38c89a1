import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { defaultRecipes, type SeenImages } from "./default-recipes.ts";
import { forImages } from "../recipe/for-images.ts";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { recipeHash } from "../recipe/recipe.ts";

const photos: SeenImages = {
  name: "my-photos",
  path: "/photos/my-photos",
  classes: 10,
  images: 1_800,
  fewest: 180,
  side: 32,
  isGrey: false,
};

/** As `train` reads them. */
async function loaded(seen: SeenImages) {
  const { dense, vmoe } = defaultRecipes(seen);
  const folder = await mkdtemp(path.join(tmpdir(), "recipes-"));
  try {
    for (const { name, fields } of vmoe === undefined ? [dense] : [dense, vmoe])
      await writeFile(path.join(folder, `${name}.json`), JSON.stringify(fields));
    return await loadRecipe(path.join(folder, `${(vmoe ?? dense).name}.json`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("recipes for images that have none", () => {
  test("are a dense ViT of 64 tokens and its V-MoE, for as many images seen", async () => {
    const recipe = await loaded(photos);
    expect(recipe.name).toBe("my-photos-vmoe");
    expect(recipe.model).toMatchObject({ imageSize: 32, patch: 4, channels: 3, classes: 10 });
    expect(recipe.model.moe).toMatchObject({ experts: 3, layers: 2, k: 1 });
    expect(recipe.settings).toMatchObject({ epochs: 60, batch: 64, heldOut: 0.1 });
    expect(defaultRecipes(photos).told).toBe(
      "my-photos: 1,800 images of 10 classes, 32 px. A dense ViT (6 layers of width 64, 32 px in patches of 4) for 60 epochs, then its V-MoE (3 experts in the last 2 layers) for the last 40 of them.",
    );
  });

  test.each([
    ["photos of a camera", { side: 480 }, { imageSize: 96, patch: 12 }],
    ["of 64 px", { side: 64 }, { imageSize: 64, patch: 8 }],
    ["digits", { side: 28, isGrey: true }, { imageSize: 32, patch: 4, channels: 1 }],
    ["two classes", { classes: 2 }, { classes: 2 }],
    ["1,000 classes", { classes: 1_000 }, { classes: 1_000 }],
    ["few images", { images: 6, fewest: 3, classes: 2 }, {}],
  ])("suit %s", async (_, seen, model) => {
    expect((await loaded({ ...photos, ...seen })).model).toMatchObject(model);
  });

  test("hold out one image of the smallest class", async () => {
    const { settings } = await loaded({ ...photos, fewest: 3 });
    expect(Math.round(3 * (settings.heldOut ?? 0))).toBe(1);
  });

  test("of 10,000 classes have no V-MoE, and say why", async () => {
    const seen = { ...photos, classes: 10_000, images: 40_000, fewest: 3 };
    expect((await loaded(seen)).kind).toBe("dense");
    expect(defaultRecipes(seen).told).toMatch(/no V-MoE, since super-classes are made of at most/);
  });
});

const images = (count: number) => ({
  name: "other-32px",
  classes: Array.from({ length: count }, (_, i) => `class ${i}`),
});

describe("a recipe for images", () => {
  test("has their classes and their name, its baseline too", async () => {
    const recipe = forImages(await loaded(photos), images(37), "other");
    expect(recipe).toMatchObject({
      name: "my-photos-vmoe-other",
      model: { classes: 37 },
      settings: { dataset: "other-32px" },
      baseline: { name: "my-photos-vit-other", model: { classes: 37 } },
    });
  });

  test("does not tell in its hash where they lie", async () => {
    const [here, there] = await Promise.all([
      loaded(photos),
      loaded({ ...photos, path: "/elsewhere/my-photos" }),
    ]);
    expect(recipeHash(here)).not.toBe(recipeHash(there));
    expect(recipeHash(forImages(here, images(10)))).toBe(recipeHash(forImages(there, images(10))));
  });

  test("is refused for fewer classes than experts, and for too many", async () => {
    const recipe = await loaded(photos);
    expect(() => forImages(recipe, images(2))).toThrow(
      'recipe my-photos-vmoe: "moe.experts": 3 super-classes need at least as many classes, and there are 2',
    );
    expect(() => forImages(recipe, images(10_000))).toThrow(
      "super-classes are made of the confusions between at most 4,096 classes, and there are 10,000",
    );
  });
});
