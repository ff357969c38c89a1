import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelCard } from "@vmoe-bench/contracts";
import type { FoundImages } from "@vmoe-bench/dataset/images";
import { findCard } from "@vmoe-bench/models/zoo";
import { describe, expect, it } from "vitest";
import { modelLabels, readClassMap, withClassMap, withLabelShift } from "./labels.ts";
import { imageSets } from "./image-sets.ts";
import { recipeOf } from "@vmoe-bench/models/find";

const zoo = await findCard("fashion-vit-6x64");
const carded = (change: Partial<ModelCard>): ModelCard => ({ ...zoo, ...change });
const model = (change: Partial<ModelCard> = {}) => {
  const card = carded(change);
  return { id: card.id, classes: card.classes, recipe: () => recipeOf(card) };
};
const ofSize = (imageSize: number): Partial<ModelCard> => ({
  config: { ...zoo.config, imageSize, channels: 3 },
});

/** Two images of classes 0 and 1. */
function found(classes: readonly string[] | null): FoundImages {
  const images = [0, 1].map((label) => ({
    name: `${label}.png`,
    label,
    source: { kind: "file", path: `/photos/${label}.png` } as const,
  }));
  const layout = "class folders";
  const about = {
    root: "/photos",
    layout,
    splitFolder: null,
    tableSplit: null,
    labelsFrom: null,
  } as const;
  return { name: "Ünser Foto!", ...about, classes, images, otherFiles: 0, notes: [] };
}

describe("imageSets", () => {
  it("are one a recipe and list of classes, named after the folder", () => {
    const models = [
      { name: "a", model: model() },
      { name: "b", model: model(ofSize(32)) },
      { name: "c", model: model() },
      { name: "d", model: model({ classes: zoo.classes.toReversed() }) },
    ];
    expect(
      imageSets(found(["Coat", "Bag"]), models, { orientation: "stored" }).map((set) => [
        set.name,
        set.models,
      ]),
    ).toEqual([
      ["u-nser-foto-28px-grey", ["a", "c"]],
      ["u-nser-foto-32px", ["b"]],
      ["u-nser-foto-28px-grey-2", ["d"]],
    ]);
  });

  it("say in their name that photos are turned, and are others then", () => {
    const [turned] = imageSets(found(["Coat", "Bag"]), [{ name: "a", model: model(ofSize(32)) }], {
      orientation: "exif",
    });
    expect(turned).toMatchObject({
      name: "u-nser-foto-32px-turned",
      recipe: { orientation: "exif" },
    });
  });

  it("refuse classes that a model does not know, before anything is decoded", () => {
    expect(() =>
      imageSets(found(["Coat", "cat"]), [{ name: "a", model: model() }], { orientation: "stored" }),
    ).toThrow(
      'Which of the classes of "fashion-vit-6x64" are those of /photos? The data\'s classes do not fit the model\'s: the model has no class "cat"',
    );
  });
});

describe("modelLabels", () => {
  it("finds a folder's classes among the model's, in any order and where a name has a slash", () => {
    // Label order of Fashion-MNIST: 0 T-shirt/top, 4 Coat, 8 Bag.
    expect(modelLabels("/photos", ["Bag", "Coat", "T-shirt_top"], 2, zoo)).toEqual([8, 4, 0]);
  });

  it("takes both forms of an é for the same", () => {
    const cafe = { id: "m", classes: ["piñata", "caf\u00e9"] };
    expect(modelLabels("/photos", ["cafe\u0301"], 0, cafe)).toEqual([1]);
  });

  it("takes numbers as the model's own, if it has so many", () => {
    expect(modelLabels("/photos", null, 9, zoo)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(() => modelLabels("/photos", null, 10, zoo)).toThrow(
      "Its labels go up to 10, and the model has 10 classes, of which the first is 0.",
    );
  });

  it("counts a background class in, and leaves it out of what labels may be", () => {
    const classes = ["background", "0", "1"];
    const tf = { id: "tf", classes, background: true };
    expect(modelLabels("/photos", null, 1, tf)).toEqual([1, 2]);
    expect(modelLabels("/photos", ["1", "0"], 1, tf)).toEqual([2, 1]);
    expect(() => modelLabels("/photos", null, 2, tf)).toThrow("the model has 2 classes");
    expect(modelLabels("/photos", null, 2, { ...tf, background: false })).toEqual([0, 1, 2]);
    expect(() => modelLabels("/photos", ["cat"], 0, tf)).toThrow("have numbers and no names");
  });

  it("takes folders that are called by numbers for the numbers of named classes", () => {
    const named = { id: "m", classes: ["cat", "dog", "fox"] };
    expect(modelLabels("/photos", ["00", "02"], 1, named)).toEqual([0, 2]);
    expect(() => modelLabels("/photos", ["1", "3"], 1, named)).toThrow("go up to 3");
    // Names first: a digit may be a class.
    const digits = { id: "m", classes: ["1", "0"] };
    expect(modelLabels("/photos", ["0", "1"], 1, digits)).toEqual([1, 0]);
  });

  it("asks for names where a model has only numbers", () => {
    const numbered = { id: "./m.onnx", classes: ["0", "1"] };
    expect(() => modelLabels("/photos", ["cat", "dog"], 1, numbered)).toThrow(
      'Which of the classes of "./m.onnx" are those of /photos? Its 2 classes have numbers and no names.',
    );
    expect(modelLabels("/photos", ["1", "0"], 1, numbered)).toEqual([1, 0]);
  });
});

describe("withClassMap", () => {
  it("is read with numbers for the model's classes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "class-map-"));
    const path = join(folder, "map.json");
    await writeFile(path, '\uFEFF{"cat": 3, "dog": "1", "cow": "Bag"}');
    const map = await readClassMap(path);
    await rm(folder, { recursive: true });
    expect(map).toEqual({ cat: "3", dog: "1", cow: "Bag" });
    const { classes } = withClassMap(found(["cat", "dog"]), { cat: "3", dog: "1" }, path);
    const numbered = { id: "m", classes: ["0", "1", "2", "3"] };
    expect(modelLabels("/photos", classes, 1, numbered)).toEqual([3, 1]);
  });

  it("renames classes, and makes several one", () => {
    const mapped = withClassMap(found(["tabby", "siamese"]), { tabby: "cat", siamese: "cat" }, "m");
    expect(mapped.classes).toEqual(["cat"]);
    expect(mapped.images.map(({ label }) => label)).toEqual([0, 0]);
    expect(withClassMap(found(null), { "1": "Bag", "0": "Coat" }, "m").classes).toEqual([
      "Coat",
      "Bag",
    ]);
  });

  it("takes both forms of an é for the same", () => {
    const mapped = withClassMap(found(["cafe\u0301", "bar"]), { "caf\u00e9": "Coat" }, "m");
    expect(mapped.classes).toEqual(["Coat", "bar"]);
  });

  it("refuses a name that the images don't have", () => {
    expect(() => withClassMap(found(["a", "b"]), { c: "cat" }, "map.json")).toThrow(
      'The class map map.json can\'t be used: the images have no class "c".',
    );
  });
});

describe("withLabelShift", () => {
  it("adds to labels that are bare numbers, as such or as folders", () => {
    expect(withLabelShift(found(null), 1).images.map(({ label }) => label)).toEqual([1, 2]);
    expect(withLabelShift(found(["1", "10"]), -1).classes).toEqual(["0", "9"]);
    expect(withLabelShift(found(["a", "b"]), 0).classes).toEqual(["a", "b"]);
  });

  it("refuses names, and numbers below 0", () => {
    expect(() => withLabelShift(found(["a", "1"]), 1)).toThrow("they are names, and no numbers");
    expect(() => withLabelShift(found(null), -1)).toThrow("0 would become -1");
  });
});

describe("recipeOf", () => {
  it("is the whole picture for models of the house, and the checkpoint's own for others", () => {
    const whole = { cropPart: 1, interpolation: "bicubic", resize: "shortest-side" } as const;
    expect(recipeOf(zoo)).toEqual({ ...whole, channels: 1, size: 28 });
    const input = { cropPart: 0.875, interpolation: "bicubic", resize: "shortest-side" } as const;
    const training = {
      kind: "imported",
      source: "x",
      naming: "timm",
      files: [],
      assumed: [],
      input,
    } as const;
    const imported = carded({ ...ofSize(224), training: { ...training, files: [], assumed: [] } });
    expect(recipeOf(imported)).toEqual({ ...input, channels: 3, size: 224 });
  });

  it("refuses what image files don't have", () => {
    const four = carded({ config: { ...zoo.config, channels: 4 } });
    expect(() => recipeOf(four)).toThrow("takes 4 channels, and image files have 1 or 3");
  });
});
