import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/files.ts";
import { tarOf, writeTree } from "../../testing/tree.ts";
import { scanImages } from "./scan.ts";

type Tree = Parameters<typeof writeTree>[1];

/** What a folder gives, or why it gives nothing, with its name taken out. */
async function scanned(files: Tree, { below = "", labels = "", split = "test" as const } = {}) {
  const root = await temporaryFolder();
  await writeTree(root, files);
  const tidy = (text: string) => text.replaceAll(root, "ROOT");
  try {
    const images = scanImages(join(root, below), split, labels === "" ? undefined : labels);
    return {
      layout: images.layout,
      classes: images.classes,
      named: images.images.map(({ name, label }) => `${name} ${label}`),
      notes: images.notes.map(tidy),
    };
  } catch (error) {
    return { problem: error instanceof Error ? tidy(error.message) : "" };
  }
}

/** A sample with a mask beside its photo. */
const shard = (label: string) =>
  tarOf([
    ["1.jpg", "x"],
    ["1.seg.png", "y"],
    ["1.cls", label],
  ]);

const line = (i: number) => JSON.stringify({ file_name: `${i}.jpg`, label: i });

const images = { "images/0.jpg": "", "images/1.jpg": "" };

describe("a folder that holds the only folder is no class", () => {
  test("where the classes lie lower, their folder is named", async () => {
    const files = { "photos/all/cat/1.jpg": "", "photos/all/dog/2.jpg": "", "__MACOSX/x.jpg": "" };
    expect(await scanned(files)).toEqual({
      problem:
        "All images in ROOT lie in ROOT/photos/all, which has 2 folders of images: they would be one class.",
    });
    expect(await scanned(files, { below: "photos/all" })).toMatchObject({
      named: ["cat/1.jpg 0", "dog/2.jpg 1"],
    });
  });

  test("where nothing says the classes, that is said, and --labels folders takes one", async () => {
    const files = { ...images, "labels.xlsx": "" };
    expect(await scanned(files)).toEqual({
      problem: 'All 2 images in ROOT lie in "images": as a class it would be the only one.',
    });
    expect(await scanned(files, { labels: "folders" })).toMatchObject({
      classes: ["images"],
      named: ["images/0.jpg 0", "images/1.jpg 0"],
    });
  });
});

test("folders that are named as splits are are no classes", async () => {
  expect(await scanned({ "train_images/1.jpg": "", "test1/2.jpg": "" })).toEqual({
    problem:
      "Can't read images from ROOT/test or val or validation or valid (there is no such folder, only test1 and train_images).",
  });
  // VOC has a class of trains.
  expect(await scanned({ "train/1.jpg": "", "tvmonitor/2.jpg": "" })).toMatchObject({
    classes: ["train", "tvmonitor"],
  });
});

test("a sample of what to hand in is no table of labels", async () => {
  const files = { "test/unknown/1.jpg": "", "test/unknown/2.jpg": "" };
  const images = await scanned({ ...files, "sample_submission.csv": "id,label\n1,cat\n2,cat\n" });
  expect(images.problem).toMatch(/^All 2 images in ROOT\/test lie in "unknown"/);
});

describe("pictures in formats that are not read", () => {
  const classes = { "cat/1.jpg": "", "cat/2.jfif": "", "dog/3.jpeg": "", "dog/4.JPE": "" };

  test("are named where they are few", async () => {
    expect(
      await scanned({ ...classes, "cat/5.tif": "", "dog/6.bmp": "", "dog/7.bmp": "" }),
    ).toEqual({
      layout: "class folders",
      classes: ["cat", "dog"],
      named: ["cat/1.jpg 0", "cat/2.jfif 0", "dog/3.jpeg 1", "dog/4.JPE 1"],
      notes: [
        '1 TIFF and 2 BMP pictures, such as "cat/5.tif", are not read and were left out. Convert them to PNG, which keeps every pixel of 8 bits, or take them out.',
      ],
    });
  });

  test("are an error where they are most, or all of a class", async () => {
    const most = { "cat/1.jpg": "", "cat/2.heic": "", "dog/3.heic": "", "dog/4.jpg": "" };
    expect(await scanned({ ...most, "dog/5.gif": "" })).toEqual({
      problem: "The pictures in ROOT are 2 HEIC and 1 GIF, which are not read, and only 2 others.",
    });
    expect(await scanned({ "cat/1.tiff": "", "dog/2.tiff": "" })).toEqual({
      problem: "The pictures in ROOT are 2 TIFF, which are not read, and no others.",
    });
    expect(await scanned({ ...classes, "cow/1.bmp": "" })).toEqual({
      problem: 'In ROOT, "cow" is a class without images that are read, with 1 BMP, which are not.',
    });
  });
});

describe("what is packed", () => {
  test.each([
    ["photos.zip", "PK\u0003\u0004", "a ZIP archive"],
    ["photos.7z", Buffer.from("377abcaf271c", "hex"), "a 7z archive"],
    ["train.parquet", "PAR1\u0015\0", "a Parquet table"],
    ["0.tar.bz2", "BZh91AY", "compressed with bzip2"],
  ])("%s is called by its name", async (below, content, what) => {
    expect(await scanned({ [below]: content }, { below })).toEqual({
      problem: `The file ROOT/${below} is ${what}.`,
    });
    expect(await scanned({ [below]: content })).toEqual({
      problem: `The folder ROOT has no images, and "${below}", of which nothing is unpacked here.`,
    });
  });

  test("nor is an image a folder of them", async () => {
    expect(await scanned({ "1.jpg": "" }, { below: "1.jpg" })).toEqual({
      problem: "The file ROOT/1.jpg is one image.",
    });
  });

  test("shards that are something else are called by their names", async () => {
    const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    expect(await scanned({ "0.tar": lfs })).toEqual({
      problem: "The tar file ROOT/0.tar is a Git LFS pointer, not the file itself.",
    });
    expect(await scanned({ "0.tar.gz": "<!DOCTYPE html><html>" })).toEqual({
      problem: "The tar file ROOT/0.tar.gz is an HTML page, not the file itself.",
    });
    const cut = await scanned({ "0.tar": gzipSync("no tar at all").subarray(0, 12) });
    expect(cut.problem).toMatch(/^The tar file ROOT\/0.tar can't be unpacked/);
  });
});

describe("shards", () => {
  test("of several splits side by side are told apart by their names", async () => {
    const files = { "net-train-000.tar": shard("0"), "net-val-000.tar": shard("1") };
    expect(await scanned(files)).toEqual({
      layout: "tar shards",
      classes: null,
      named: ["net-val-000.tar/1.jpg 1"],
      notes: [
        '1 of 2 shards were taken: those named "val".',
        '1 images that lie beside a photo of their sample\'s plain name were left out: "1.seg.png".',
      ],
    });
  });

  test("win over an image beside them, which is told", async () => {
    expect(await scanned({ "0.tar": shard("1"), "preview.png": "" })).toMatchObject({
      named: ["0.tar/1.jpg 1"],
      notes: [expect.anything(), "1 images beside the shards in ROOT were left out."],
    });
  });

  test("of class folders are to be unpacked", async () => {
    const files = tarOf([["cat/1.jpg", "x"]]);
    expect(await scanned({ "0.tar": files })).toEqual({
      problem:
        'In ROOT/0.tar, the sample "cat/1" has no class (.cls, .txt, or .json with "label").',
    });
  });
});

describe("label files of other makers", () => {
  const expected = { classes: ["chat", "hund"], named: ["images/0.jpg 0", "images/1.jpg 1"] };

  test.each([
    ["Datei,Klasse\n0.jpg,chat\n1.jpg,hund\n", '"Datei", "Klasse"'],
    ["fichier;étiquette\n0.jpg;chat\n1.jpg;hund\n", '"fichier", "étiquette"'],
    ["文件名,类别\nimages/0.jpg,chat\nimages/1.jpg,hund\n", '"文件名", "类别"'],
  ])("titles in another language are told from rows: %j", async (text, titles) => {
    expect(await scanned({ ...images, "labels.csv": text })).toMatchObject({
      ...expected,
      notes: [
        `The first line of ROOT/labels.csv, ${titles}, was taken for titles: the first column for the images, the second for their classes.`,
      ],
    });
  });

  test.each([
    ["Klasse,Datei\nchat,0.jpg\nhund,1.jpg\n", '"Klasse", "Datei"'],
    ["Nr,Datei,Klasse\n0,0.jpg,chat\n1,1.jpg,hund\n", '"Nr", "Datei", "Klasse"'],
  ])("and where they are in another order it is asked: %j", async (text, titles) => {
    expect(await scanned({ ...images, "labels.csv": text })).toEqual({
      problem: `Line 1 of ROOT/labels.csv has ${titles} as columns, and which are the path and the label is not known.`,
    });
  });

  test("a row of an image that is not there is no line of titles", async () => {
    expect(await scanned({ ...images, "labels.csv": "7.jpg,x\n0.jpg,chat\n1.jpg,hund\n" })).toEqual(
      {
        problem: 'ROOT/labels.csv names 1 image that is not in ROOT: "7.jpg".',
      },
    );
  });

  test.each([
    ["labels.csv", "path|label\n0.jpg|chat\n1.jpg|hund\n"],
    ["labels.txt", "0.jpg,chat\n1.jpg,hund\n"],
    ["labels.txt", "0.jpg\tchat\n1.jpg\thund\n"],
    ["metadata.csv", "file_name,label\nimages/0.jpg,chat\nimages/1.jpg,hund\n"],
    [
      "metadata.jsonl",
      '{"file_name":"images/0.jpg","label":"chat"}\n{"label":"hund","file_name":"images/1.jpg"}\n',
    ],
  ])("%s: %j", async (name, text) => {
    expect(await scanned({ ...images, [name]: text })).toMatchObject({ ...expected, notes: [] });
  });

  test("UTF-16 is known without its mark", async () => {
    const text = "path,label\nimages/0.jpg,chat\nimages/1.jpg,hund\n";
    const little = Buffer.from(text, "utf16le");
    for (const bytes of [little, Buffer.from(little).swap16()])
      expect(await scanned({ ...images, "labels.csv": bytes })).toMatchObject(expected);
  });

  test("lines of JSON have a number, or say what is missing", async () => {
    expect(
      await scanned({
        "test/0.jpg": "",
        "test/1.jpg": "",
        "test/metadata.jsonl": `${line(0)}\n\n${line(1)}\n`,
      }),
    ).toMatchObject({ classes: null, named: ["0.jpg 0", "1.jpg 1"] });
    expect(
      await scanned({ ...images, "metadata.jsonl": '{"file_name":"0.jpg","text":"x"}' }),
    ).toEqual({
      problem:
        'Line 1 of ROOT/metadata.jsonl has "file_name", "text" as fields, and none for the label.',
    });
  });
});
