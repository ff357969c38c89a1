import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { checkJson, modelCardSchema, recordSchema } from "@vmoe-bench/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";
import { greyPng } from "./grey-png.ts";

const count = 300;
/** Fashion-MNIST's classes as folders: a name with a slash can't be one. */
const folders = "T-shirt_top Trouser Pullover Dress Coat Sandal Shirt Sneaker Bag Ankle_boot".split(
  " ",
);
const upcycledSchema = z.object({
  dense: z.string(),
  sparse: z.string(),
  record: z.string(),
  modularity: z.number(),
  remark: z.string().nullable(),
  top1: z.number(),
  givenTop1: z.number(),
  denseTop1: z.number(),
  gain: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  superClasses: z.array(z.array(z.string())),
});
const superClassesSchema = z.object({
  baseline: z.string(),
  modularity: z.number(),
  remark: z.string().nullable(),
  superClasses: z.array(z.object({ classes: z.array(z.string()), baselineTop1: z.number() })),
});
let folder: string;

/** What the model calls a folder's class. */
const asClass = (name: string) => name.replace("Ankle_", "Ankle ").replace("_", "/");

/** The first images of Fashion-MNIST's test split as PNG files, and as many more to learn from. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-images-"));
  const data = join(projectRoot, "packages/dataset/data/fashion-mnist");
  const read = async (name: string) => gunzipSync(await readFile(join(data, name)));
  const pixels = (await read("t10k-images-idx3-ubyte.gz")).subarray(16);
  const labels = (await read("t10k-labels-idx1-ubyte.gz")).subarray(8);
  for (let i = 0; i < 2 * count; i++) {
    const of = join(
      folder,
      i < count ? "photos/val" : "photos/train",
      folders[labels[i] ?? 0] ?? "",
    );
    await mkdir(of, { recursive: true });
    const image = greyPng(28, 28, pixels.subarray(784 * i, 784 * (i + 1)));
    await writeFile(join(of, `${i}.png`), image);
  }
  const suite = {
    schemaVersion: 1,
    name: "images",
    description: "One model on the first images.",
    models: ["fashion-vit-6x64"],
    backends: ["ort-node/cpu"],
    strategies: ["gather"],
    batches: [1],
    dataset: { name: "fashion-mnist", split: "test", images: count },
    profile: "quick",
    footprintImages: 0,
    referenceImages: 2,
    accuracyBatch: 50,
    coolDownSeconds: 0,
    ratioHalfWidth: 1,
  };
  await writeFile(join(folder, "suite.json"), JSON.stringify(suite));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) =>
  vmoeBench("run", join(folder, "suite.json"), "--seed", "1", ...args);

const dryRun = async (...args: string[]) => complaint(await run("--dry-run", ...args));

const upcycle = (data: string, ...more: string[]) => {
  const small = "upcycle fashion-vit-6x64 --experts 2 --layers 1 --epochs 1".split(" ");
  return vmoeBench(...small, "--data", join(folder, data), "-o", join(folder, "made"), ...more);
};

/** What a whole run said of accuracy. */
async function accuracyOf(out: string, ...args: string[]) {
  const ended = await run("--out", out, ...args);
  expect(complaint(ended)).toMatch(/^exit 0/);
  const files = await readdir(out, { recursive: true });
  const file = files.find((name) => name.includes("accuracy")) ?? "none";
  const { sha256: _, ...text } = checkJson(
    z.looseObject({ sha256: z.string() }),
    await readFile(join(out, file), "utf8"),
    file,
  );
  const record = recordSchema.parse(text);
  if (record.status !== "completed" || record.measurement.kind !== "accuracy")
    throw new Error(`${file} has no accuracy.`);
  const { labels, predicted, reference } = record.measurement;
  const right = labels.filter((label, i) => label === predicted[i]).length;
  const { dataset } = record.provenance;
  return { right, labels, images: labels.length, reference, dataset, run: join(out, file, "..") };
}

describe("a run on a folder of images", () => {
  it("gets the accuracy that the same images have as published pixels", async () => {
    const published = await accuracyOf(join(folder, "published"));
    const photos = await accuracyOf(join(folder, "own"), "--data", join(folder, "photos"));
    expect(photos.images).toBe(count);
    expect(photos.right).toBe(published.right);
    expect(photos.reference?.differing).toBe(0);
    expect(published.dataset.decoding).toBeUndefined();
    expect(photos.dataset.decoding).toMatchObject({
      recipe: {
        channels: 1,
        size: 28,
        cropPart: 1,
        interpolation: "bicubic",
        resize: "shortest-side",
        orientation: "stored",
      },
      layout: "class folders",
      found: count,
      skipped: 0,
    });
    const list = join(photos.run, "photos-28px-grey.test.images.json");
    const { names } = checkJson(
      z.object({ names: z.array(z.string()) }),
      await readFile(list, "utf8"),
      list,
    );
    // Labels are Fashion-MNIST's: the list leads each back to a file of its class.
    expect(names.map((name) => folders.indexOf(name.split("/")[0] ?? ""))).toEqual(photos.labels);
    expect(new Set(names).size).toBe(count);
    expect(photos.dataset.decoding?.decoder).toMatch(/^sharp \d.*, libvips \d/);
  }, 240_000);

  it("goes on with the same images, and with no others", async () => {
    const out = join(folder, "own");
    const files = await readdir(out, { recursive: true });
    const file = files.find((name) => name.includes("accuracy")) ?? "none";
    await rm(join(out, file));
    const resume = async (...args: string[]) =>
      complaint(await vmoeBench("run", "--resume", join(out, file, ".."), "--out", out, ...args));
    expect(await resume()).toMatch(/^exit 0/);
    const elsewhere = join(folder, "elsewhere");
    await rename(join(folder, "photos"), elsewhere);
    expect(await resume()).toMatch(
      /^exit 2: error: The run .* read its data from .*photos, which is not there any more\. \| Say with --data where they are now\./,
    );
    await rm(join(out, file));
    expect(await resume("--data", elsewhere)).toMatch(/^exit 0/);
    expect(await readdir(join(out, file, ".."))).toContain(basename(file));
    await rename(elsewhere, join(folder, "photos"));
    const one = join(folder, "photos/one.csv");
    await writeFile(one, "val/Bag/18.png,Bag\n");
    expect(await resume("--data", one)).toMatch(
      /^exit 2: error: The data set "photos-28px-grey\/test" of the run .* had the SHA-256 .*; what is found in .*one\.csv now has /,
    );
    expect(await resume("--data", join(folder, "photos"))).toMatch(/^exit 0/);
    expect(await readdir(join(out, file, ".."))).toContain(basename(file));
  }, 120_000);
});

describe("a V-MoE made from a dense model and a folder of images", () => {
  it("learns their own classes, and is as good as the model that it came from", async () => {
    const { code, stdout } = await upcycle("photos", "--json");
    expect(code).toBe(0);
    const { dense, sparse, top1, superClasses, ...made } = upcycledSchema.parse(JSON.parse(stdout));
    expect(top1).toBeGreaterThan(0.7);
    expect(made.givenTop1).toBeGreaterThan(0.7);
    // The gain is over the dense model that learned on for as long.
    expect(made.gain.value).toBeCloseTo(top1 - made.denseTop1, 6);
    expect(made.gain.low).toBeLessThanOrEqual(made.gain.value);
    expect(made.gain.high).toBeGreaterThanOrEqual(made.gain.value);
    expect(dense).toBe(join(folder, "made/fashion-vit-6x64-tuned"));
    expect(made.remark === null).toBe(made.modularity >= 0.1);
    expect(made.record).toBe(join(folder, "made/records/fashion-vit-6x64-e2m1-seed0.json"));
    expect(superClasses.flat().toSorted()).toEqual(folders.map(asClass).toSorted());
    for (const model of [dense, sparse]) {
      const text = await readFile(join(model, "card.json"), "utf8");
      expect(modelCardSchema.parse(JSON.parse(text))).toMatchObject({
        dataset: "photos-28px-grey",
        classes: folders.toSorted().map(asClass),
      });
    }
  }, 120_000);

  it("leaves records that superclasses and compare --training read", async () => {
    const name = "fashion-vit-6x64-e2m1-seed0";
    const made = join(folder, "made");
    const shown = await vmoeBench("superclasses", name, "--records", made, "--json");
    const { superClasses, ...found } = superClassesSchema.parse(JSON.parse(shown.stdout));
    expect(found.baseline).toBe("fashion-vit-6x64-tuned");
    expect(found.remark === null).toBe(found.modularity >= 0.1);
    expect(superClasses.flatMap(({ classes }) => classes).toSorted()).toEqual(
      folders.map(asClass).toSorted(),
    );
    // Of a part of the held-out images, which are all of the classes.
    for (const one of superClasses) expect(one.baselineTop1).toBeGreaterThan(0.5);
    const table = await vmoeBench("compare", "--training", made, "--format", "csv");
    expect(complaint(table)).toBe("exit 0: ");
    // The dense model did the same epochs, and the other has a gain over it.
    const tuned = "fashion-vit-6x64-tuned";
    expect(table.stdout).toMatch(new RegExp(`^${tuned},${tuned},photos-28px-grey,`, "m"));
    expect(table.stdout).toMatch(
      new RegExp(`^fashion-vit-6x64-e2m1,${tuned},photos-28px-grey,`, "m"),
    );
    const json = await vmoeBench("compare", "--training", made, "--json");
    expect(json.stdout).toMatch(/"gain": \{\s+"value": -?[\d.]+/);
  }, 60_000);

  it("says which of them are for the test where no folder does", async () => {
    const ended = complaint(await upcycle("photos/val", "--held-out", "0.1"));
    expect(ended.replaceAll(folder, "FOLDER")).toMatch(
      /^exit 2: FOLDER\/photos\/val does not say which images are for the test: \d+ of \d+ images are, a tenth of each class by a fixed seed\. .* error: With "heldOut": 0\.001, 0 of the/,
    );
  });
});

describe("what is wrong with images", () => {
  it("is one sentence and one remedy", async () => {
    const photo = await readFile(join(folder, "photos/val/Bag/18.png"));
    const at = async (name: string, files: Readonly<Record<string, Uint8Array | string>>) => {
      for (const [file, content] of Object.entries(files)) {
        await mkdir(join(folder, name, file, ".."), { recursive: true });
        await writeFile(join(folder, name, file), content);
      }
      return (await dryRun("--data", join(folder, name))).replaceAll(folder, "FOLDER");
    };
    expect(await at("a", { "cat/1.png": photo, "Bag/2.png": photo })).toMatchInlineSnapshot(
      `"exit 2: error: Which of the classes of "fashion-vit-6x64" are those of FOLDER/a? The data's classes do not fit the model's: the model has no class "cat"; the nearest that it has are "Coat", "Bag". | Say it with --class-map FILE, a JSON object such as {"folder's class": "model's class"}, or rename the folders."`,
    );
    expect(
      await at("b", { "Coat/1.png": photo, "Bag/zero.jpg": "", "Bag/text.jpg": "x" }),
    ).toMatchInlineSnapshot(
      `"exit 2: error: 2 of 3 images in FOLDER/b can't be used: "Bag/zero.jpg" is empty; also "Bag/text.jpg". | Mend or remove them, or leave them out with --skip-corrupt."`,
    );
    expect(await at("d", { "Coat/1.png": photo, "x.csv": "../1.png,Bag" })).toMatchInlineSnapshot(
      `"exit 2: error: Line 1 of FOLDER/d/x.csv names "../1.png", which lies outside its folder. | Use paths of files in that folder."`,
    );
  }, 120_000);

  it("is left out when told, and classes are those that a map says", async () => {
    const skipped = await dryRun("--data", join(folder, "b"), "--skip-corrupt", "--images", "1");
    expect(skipped).toBe("exit 0: ");
    await writeFile(join(folder, "map.json"), '{"cat": "Coat"}');
    const map = ["--class-map", join(folder, "map.json"), "--images", "2"];
    expect(await dryRun("--data", join(folder, "a"), ...map)).toBe("exit 0: ");
    await writeFile(join(folder, "map.json"), '{"cow": "Coat"}');
    expect(await dryRun("--data", join(folder, "a"), ...map)).toContain(
      'can\'t be used: the images have no class "cow".',
    );
  }, 120_000);

  it("is shown by `datasets PATH`", async () => {
    const { code, stdout } = await vmoeBench("datasets", join(folder, "b"));
    expect(code).toBe(1);
    expect(stdout.replaceAll(folder, "FOLDER")).toMatchInlineSnapshot(`
      "path         FOLDER/b
      layout       class folders
      images       3
      classes      2
      formats      png 1
      sizes        28 x 28 to 28 x 28 pixels
      other files  0
      corrupt      2

      class  images
      ─────  ──────
      Bag         2
      Coat        1

      These can't be used, and a run needs --skip-corrupt:
        Bag/text.jpg is no JPEG, PNG, WebP or AVIF, whatever its name says
        Bag/zero.jpg is empty
      "
    `);
  }, 120_000);
});
