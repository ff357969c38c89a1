import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkJson, modelCardSchema, trainingResultSchema } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaint, vmoeBench } from "./cli.ts";
import { greyPng } from "./grey-png.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-own-"));
  await write("photos", { dark: 12, bright: 12, striped: 12 });
});
afterAll(() => rm(folder, { recursive: true }));

/** Grey images of 16 x 16 pixels, so many of each class, which differ a little. */
async function write(name: string, classes: Readonly<Record<string, number>>): Promise<string> {
  for (const [label, images] of Object.entries(classes))
    for (let i = 0; i < images; i += 1) {
      const pixels = Uint8Array.from({ length: 256 }, (_, place) => {
        const noise = (place * (i + 3)) % 40;
        if (label === "dark") return noise;
        return label === "bright" ? 255 - noise : (place >> 4) % 2 === 0 ? noise : 255 - noise;
      });
      const file = join(folder, name, label, `${i}.png`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, greyPng(16, 16, pixels));
    }
  return join(folder, name);
}

const train = async (...words: string[]) => {
  const ended = await vmoeBench("train", ...words, "--threads", "1");
  return { ...ended, stderr: ended.stderr.replaceAll(folder, "FOLDER") };
};
const told = async (...words: string[]) =>
  complaint(await train(...words)).replaceAll(folder, "FOLDER");

const recipe = (dataset: string) => ({
  dataset,
  model: {
    imageSize: 16,
    channels: 1,
    patch: 8,
    classes: 100,
    width: 8,
    depth: 1,
    heads: 1,
    mlpWidth: 8,
  },
  epochs: 1,
  batch: 8,
  optimiser: { learningRate: 0.01 },
  heldOut: 0.2,
  augmentation: { resizedCrop: { least: 0.5 } },
});
const sparse = { moe: { experts: 2, layers: 1, gate: "normalized" } };
const written = async (name: string, fields: object) => {
  const file = join(folder, `${name}.json`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(fields));
  return file;
};

describe("images that have no recipe", { timeout: 300_000 }, () => {
  it("get one, which is told", async () => {
    await write("unreadable", { dark: 12, bright: 12, striped: 12 });
    await writeFile(join(folder, "unreadable/dark/0.png"), "no image");
    const out = join(folder, "unread");
    const ended = await train(join(folder, "unreadable"), "--out", out);
    expect(ended.stderr).toContain(
      "unreadable: 33 images of 3 classes, 16 px. A dense ViT (6 layers of width 64, 32 px in patches of 4) for 60 epochs, then its V-MoE (2 experts in the last 2 layers) for the last 40 of them.",
    );
    const made = await readdir(join(out, "recipes"));
    expect(made.toSorted()).toEqual(["unreadable-vit.json", "unreadable-vmoe.json"]);
    expect(complaint(ended)).toMatch(/1 of 3[0-9] images in FOLDER\/unreadable can't be used/);
  });

  it("are trained by it to models, with a line to measure them", async () => {
    const out = join(folder, "out");
    await written("out/recipes/photos-vit", recipe(join(folder, "photos")));
    await written("out/recipes/photos-vmoe", { ...sparse, baseline: "photos-vit.json" });
    const ended = await train(join(folder, "photos"), "--out", out);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("photos: by the recipe that is there, FOLDER/out/recipes/");
    expect(ended.stderr).toContain(
      "FOLDER/photos does not say which images are for the test: 3 of 36 images are, a tenth of each class by a fixed seed.",
    );
    const test = join(out, "test-images.csv");
    const rows = (await readFile(test, "utf8")).trim().split("\n");
    expect(rows[0]).toBe("path,label");
    expect(rows.slice(1).map((row) => row.split(",")[1])).toEqual(["bright", "dark", "striped"]);
    const [dense = "", vmoe = ""] = ["vit", "vmoe"].map((kind) =>
      join(out, "models", `photos-${kind}`),
    );
    const line = `vmoe-bench run --model ${dense}/ ${vmoe}/ --data ${join(folder, "photos")} --labels ${test}`;
    expect(ended.stdout).toContain(`Measure them: ${line}`);

    const card = join(vmoe, "card.json");
    const { training, ...model } = checkJson(modelCardSchema, await readFile(card, "utf8"), card);
    expect(model).toMatchObject({ baseline: "photos-vit", dataset: "photos-16px-grey" });
    expect(model.classes).toEqual(["bright", "dark", "striped"]);
    expect(training).toMatchObject({ kind: "trained", accuracy: { images: 3 } });

    const record = join(out, "records", "photos-vmoe-seed0.json");
    const { dataset } = checkJson(trainingResultSchema, await readFile(record, "utf8"), record);
    expect(dataset).toMatchObject({ classes: ["bright", "dark", "striped"], split: "train" });

    const planned = await vmoeBench(...line.split(" ").slice(1), "--dry-run");
    expect(complaint(planned)).toMatch(/^exit 0/);

    const shown = await vmoeBench("superclasses", `${vmoe}/`);
    expect(shown.stdout).toMatch(/^photos-vmoe: 2 super-classes, router accuracy/);
    expect(shown.stdout).toMatch(/^.*\d: .*striped/m);
    const curve = await readFile(join(out, "photos-vit-seed0", "curve.csv"), "utf8");
    expect(curve.split("\n")).toHaveLength(3);

    const again = await train(join(folder, "photos"), "--out", out);
    expect(again.stderr).toContain("0 runs to train, 2 finished before");
  });
});

describe("a recipe and images", { timeout: 300_000 }, () => {
  it("take the images in place of the recipe's data, or by the recipe's path", async () => {
    const out = join(folder, "other");
    const cifar = await written("small", recipe("cifar100"));
    const over = await train(cifar, "--data", join(folder, "photos"), "--out", out);
    expect(over.code).toBe(0);
    expect(over.stderr).toContain("small: 3 classes of photos in place of the recipe's 100.");
    const named = await written("named", recipe(join(folder, "photos")));
    expect((await train(named, "--out", out)).code).toBe(0);
    const records = await readdir(join(out, "records"));
    expect(records.toSorted()).toEqual(["named-seed0.json", "small-photos-seed0.json"]);
  });

  it("say what is wrong with the images", async () => {
    const file = await written("small", recipe("cifar100"));
    const on = async (name: string) => told(file, "--data", join(folder, name));
    await write("one", { dark: 6 });
    expect(await on("one")).toMatch(
      /^exit 2: error: All 6 images in FOLDER\/one lie in "dark": as a class it would be the only one\./,
    );
    await write("few", { dark: 6, bright: 2 });
    expect(await on("few")).toMatch(
      /^exit 2: error: Class "bright" of FOLDER\/few has 2 images\. .* at least 4 are needed\./,
    );
    await write("broken", { dark: 12, bright: 12 });
    await writeFile(join(folder, "broken/dark/0.png"), "no image");
    expect(await on("broken")).toMatch(
      /^exit 2: .*error: 1 of \d+ images in FOLDER\/broken can't be used: "dark\/0\.png" .*--skip-corrupt/,
    );
    expect(
      await told(
        file,
        "--data",
        join(folder, "broken"),
        "--skip-corrupt",
        "--out",
        join(folder, "skipped"),
      ),
    ).toMatch(/^exit 0/);
    const four = { ...sparse.moe, experts: 4 };
    const wide = await written("small-vmoe", { baseline: "small.json", moe: four });
    expect(await told(wide, "--data", join(folder, "photos"))).toMatch(
      /^exit 2: .*error: recipe small-vmoe: "moe\.experts": 4 super-classes need at least as many classes, and there are 3/,
    );
    expect(await told("./nothing-here")).toMatch(/^exit 2: error: Can't read images from /);
    expect(await told(file, join(folder, "photos"))).toMatch(
      /is taken for images, which are named/,
    );
  });
});
