import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/files.ts";
import { writeTree } from "../testing/tree.ts";
import type { FoundImages } from "./found.ts";
import { scanImages } from "./scan/scan.ts";
import { trainAndTest, underNamedClasses } from "./train-and-test.ts";

/** Empty files: only their names are read. */
function images(folder: string, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${folder}/${String(i).padStart(2, "0")}.png`, ""]),
  );
}

async function found(files: Readonly<Record<string, string>>, below = "") {
  const root = join(await temporaryFolder(), "photos");
  await writeTree(root, files);
  const path = join(root, below);
  return trainAndTest((split) => scanImages(path, split));
}

const namesOf = ({ images: all }: FoundImages) => all.map(({ name }) => name);
const failed = async (files: Readonly<Record<string, string>>, below?: string) => {
  const error: unknown = await found(files, below).catch((thrown: unknown) => thrown);
  return error instanceof Error ? error.message.replace(/\/\S*photos/, "photos") : "nothing failed";
};

describe("images to train on and images for the test", () => {
  test("are what the folders say", async () => {
    const {
      train,
      test: tests,
      ...rest
    } = await found({
      ...images("train/a", 3),
      ...images("train/b", 2),
      ...images("val/b", 1),
    });
    expect(namesOf(train)).toHaveLength(5);
    expect(namesOf(tests)).toEqual(["b/00.png"]);
    expect(tests.images[0]?.label).toBe(1);
    expect(rest.isCut).toBe(false);
    expect(rest.told).toMatch(
      /photos: 5 images in train to train on, 1 images in val for the test/,
    );
  });

  test("are cut where nothing says it: a tenth of each class, one at least, the same each time", async () => {
    const files = { ...images("a", 30), ...images("b", 4) };
    const first = await found(files);
    const second = await found(files);
    expect(namesOf(first.test).filter((name) => name.startsWith("a/"))).toHaveLength(3);
    expect(namesOf(first.test).filter((name) => name.startsWith("b/"))).toHaveLength(1);
    expect(namesOf(first.test)).toEqual(namesOf(second.test));
    expect([...namesOf(first.train), ...namesOf(first.test)].toSorted()).toEqual(
      Object.keys(files).toSorted(),
    );
    expect(first.told).toMatch(/photos does not say .* test: 4 of 34 images are/);
  });

  test("are cut from the training folder where that is alone", async () => {
    const alone = await found({ ...images("train/a", 10), ...images("train/b", 10) });
    expect([alone.train.images.length, alone.test.images.length]).toEqual([18, 2]);
  });

  test("a class that is only in the test, one class, and two images of a class are told", async () => {
    expect(
      await failed({
        ...images("train/a", 5),
        ...images("train/b", 5),
        ...images("val/a", 1),
        ...images("val/c", 1),
      }),
    ).toBe('The test images of photos have the class "c", and its training images have not.');
    await expect(trainAndTest(() => labelled([7, 7, 7, 7]))).rejects.toThrow(
      'All images of photos are of one class, "7": there is nothing to learn.',
    );
    expect(await failed({ ...images("a", 5), ...images("b", 2) })).toBe(
      'Class "b" of photos has 2 images. Of each class some are trained on, some held out and some for the test, so at least 4 are needed.',
    );
  });
});

/** Images with these labels, in no folder. */
const labelled = (labels: readonly number[]): FoundImages => ({
  name: "photos",
  root: "photos",
  layout: "label file",
  splitFolder: null,
  tableSplit: null,
  labelsFrom: "photos/labels.txt",
  classes: null,
  images: labels.map((label, i) => ({
    name: `${i}.png`,
    label,
    source: { kind: "file", path: `photos/${i}.png` },
  })),
  otherFiles: 0,
  notes: [],
});

const fourOfEach = (numbers: readonly number[]) =>
  trainAndTest(() => labelled(numbers.flatMap((number) => [number, number, number, number])));

describe("labels that are numbers", () => {
  test("name their classes, however large they are", async () => {
    const { train, test: tests } = underNamedClasses(await fourOfEach([70_000, 3]));
    expect(train.classes).toEqual(["3", "70000"]);
    expect(train.images.map(({ label }) => label)).toEqual([1, 1, 1, 0, 0, 0]);
    expect(tests.images.map(({ label }) => label)).toEqual([1, 0]);
  });

  test("of 10,000 classes are taken, and of more than two bytes can tell apart are not", async () => {
    const many = await fourOfEach(Array.from({ length: 10_000 }, (_, i) => i));
    expect(underNamedClasses(many).train.classes).toHaveLength(10_000);
    const train = labelled(Array.from({ length: 65_537 }, (_, i) => i));
    expect(() => underNamedClasses({ train, test: train, isCut: true, told: "" })).toThrow(
      "The images of photos are of 65,537 classes, and labels are kept in two bytes: at most 65,536 classes can be trained.",
    );
  });
});
