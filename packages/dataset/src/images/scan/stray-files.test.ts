import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/files.ts";
import { writeTree } from "../../testing/tree.ts";
import { scanImages } from "./scan.ts";

type Tree = Parameters<typeof writeTree>[1];

async function scanned(files: Tree, labels?: string, split: "train" | "test" = "test") {
  const root = await temporaryFolder();
  await writeTree(root, files);
  const from = labels?.includes(".") === true ? join(root, labels) : labels;
  const tidy = (text: string) => text.replaceAll(root, "ROOT");
  try {
    const images = scanImages(root, split, from);
    return {
      layout: images.layout,
      splitFolder: images.splitFolder,
      classes: images.classes,
      named: images.images.map(({ name, label }) => `${name} ${label}`),
      notes: images.notes.map(tidy),
    };
  } catch (error) {
    return { problem: error instanceof Error ? tidy(error.message) : "" };
  }
}

const classes = { "cat/1.jpg": "", "cat/2.jpg": "", "dog/3.jpg": "", "dog/4.jpg": "" };
const byFolder = {
  layout: "class folders",
  classes: ["cat", "dog"],
  named: ["cat/1.jpg 0", "cat/2.jpg 0", "dog/3.jpg 1", "dog/4.jpg 1"],
};

describe("a stray file beside class folders changes nothing", () => {
  test.each([
    ["results.csv", "path,label\ncat/1.jpg,dog\n"],
    ["metadata.csv", "file_name,text\ncat/1.jpg,a cat\ncat/2.jpg,b\ndog/3.jpg,c\ndog/4.jpg,d\n"],
    ["labels.csv", "path,label\ncat/1.jpg,0\ncat/2.jpg,0\ndog/3.jpg,1\ndog/4.jpg,1\n"],
    ["classes.txt", "cat\ndog\n"],
    ["archive.tar", ""],
  ])("%s", async (name, text) => {
    expect(await scanned({ ...classes, [name]: text })).toMatchObject({ ...byFolder, notes: [] });
  });

  test("nor does a stray image, which is told", async () => {
    expect(await scanned({ ...classes, "preview.png": "" })).toMatchObject({
      ...byFolder,
      notes: ["1 images lie in ROOT itself and in no class."],
    });
  });

  test("nor what systems leave behind", async () => {
    const junk = {
      "__MACOSX/cat/._1.jpg": "",
      "__MACOSX/cat/1.jpg": "",
      "cat/._1.jpg": "",
      "@eaDir/1.jpg/thumb.jpg": "",
      "cat/@eaDir/thumb.jpg": "",
      "$RECYCLE.BIN/x.jpg": "",
      "System Volume Information/x.png": "",
      "__pycache__/x.pyc": "",
      "#snapshot/cat/1.jpg": "",
      "@Recycle/1.jpg": "",
      "@tmp/1.jpg": "",
      ".ipynb_checkpoints/1.jpg": "",
      "Thumbs.db": "",
    };
    expect(await scanned({ ...classes, ...junk })).toMatchObject(byFolder);
  });
});

describe("where several things say what the images are", () => {
  const other = "path,label\ncat/1.jpg,a\ncat/2.jpg,b\ndog/3.jpg,a\n";

  test("it is asked, and --labels answers", async () => {
    const files = { ...classes, "batches.csv": other };
    expect(await scanned(files)).toEqual({
      problem:
        "What are the classes of the images in ROOT? There are a folder for each of 2 classes, and ROOT/batches.csv with labels of 3 images.",
    });
    expect(await scanned(files, "folders")).toMatchObject(byFolder);
    expect(await scanned(files, "batches.csv")).toMatchObject({
      layout: "table",
      classes: ["a", "b"],
      named: ["cat/1.jpg 0", "cat/2.jpg 1", "dog/3.jpg 0"],
      notes: ["ROOT/batches.csv says nothing of 1 images in ROOT."],
    });
  });

  test("a list of the split's own is no stray file: it may choose some of the images", async () => {
    expect(
      await scanned({ ...classes, "val.csv": "path,label\ncat/1.jpg,cat\ndog/3.jpg,dog\n" }),
    ).toEqual({
      problem:
        "What are the classes of the images in ROOT? There are a folder for each of 2 classes, and ROOT/val.csv with labels of 2 images.",
    });
  });

  test("two tables that differ are listed, and two that agree are one", async () => {
    const images = { "1.jpg": "", "2.jpg": "" };
    const [one, two] = ["path,label\n1.jpg,a\n2.jpg,b\n", "path,label\n1.jpg,b\n2.jpg,b\n"];
    expect(await scanned({ ...images, "a.csv": one, "b.csv": two })).toEqual({
      problem:
        "What are the classes of the images in ROOT? There are ROOT/a.csv with labels of 2 images, and ROOT/b.csv with labels of 2 images.",
    });
    expect(await scanned({ ...images, "a.csv": one, "b.csv": one })).toMatchObject({
      named: ["1.jpg 0", "2.jpg 1"],
    });
  });

  test("a table of few of the images is taken only when it is named", async () => {
    const files = { "1.jpg": "", "2.jpg": "", "3.jpg": "", "some.csv": "path,label\n1.jpg,a\n" };
    expect(await scanned(files)).toEqual({
      problem:
        "ROOT/some.csv gives labels to 1 of the 3 images in ROOT, and nothing else says which class they are of.",
    });
    expect(await scanned(files, "some.csv")).toMatchObject({ named: ["1.jpg 0"] });
  });
});

describe("splits", () => {
  test("without labels do not hide one that has them, and that is told", async () => {
    const files = {
      "train/n1/a.JPEG": "",
      "train/n2/b.JPEG": "",
      "test/1.JPEG": "",
      "test/2.JPEG": "",
      "val/n1/3.JPEG": "",
      "val/n2/4.JPEG": "",
    };
    const passed = "test has no labels; val was taken.";
    const expected = { splitFolder: "val", named: ["n1/3.JPEG 0", "n2/4.JPEG 1"], notes: [passed] };
    expect(await scanned(files)).toMatchObject(expected);
    const { "test/1.JPEG": _, "test/2.JPEG": __, ...labelled } = files;
    const one = { ...labelled, "test/unknown/1.JPEG": "", "test/unknown/2.JPEG": "" };
    expect(await scanned(one)).toMatchObject(expected);
  });

  test("are told apart by one table beside them, and by tables of their names", async () => {
    const folders = { "train/1.jpg": "", "val/2.jpg": "", "val/3.jpg": "", "test/4.jpg": "" };
    const table = "path,label\ntrain/1.jpg,a\nval/2.jpg,b\nval/3.jpg,a\n";
    expect(await scanned({ ...folders, "all.csv": table })).toMatchObject({
      splitFolder: "val",
      named: ["2.jpg 1", "3.jpg 0"],
    });
    const flat = { "images/1.jpg": "", "images/2.jpg": "", "images/3.jpg": "", "images/4.jpg": "" };
    const tables = {
      "train.csv": "id,label\n1,a\n2,b\n3,a\n",
      "val.csv": "id,label\n4,b\n",
      "test.csv": "id\n5\n",
    };
    expect(await scanned({ ...flat, ...tables })).toMatchObject({ named: ["images/4.jpg 0"] });
    expect((await scanned({ ...flat, ...tables }, undefined, "train")).named).toEqual([
      "images/1.jpg 0",
      "images/2.jpg 1",
      "images/3.jpg 0",
    ]);
  });

  test("of Kaggle's ImageNet are found from either end", async () => {
    const at = "ILSVRC/Data/CLS-LOC";
    const files = {
      [`${at}/train/n01440764/a.JPEG`]: "",
      [`${at}/train/n01443537/b.JPEG`]: "",
      [`${at}/val/ILSVRC2012_val_00000001.JPEG`]: "",
      [`${at}/test/ILSVRC2012_test_00000001.JPEG`]: "",
      "LOC_val_solution.csv":
        "ImageId,PredictionString\nILSVRC2012_val_00000001,n01443537 1 2 3 4 n01443537 5 6 7 8 \n",
    };
    const expected = { classes: ["n01443537"], named: ["ILSVRC2012_val_00000001.JPEG 0"] };
    expect(await scanned(files)).toMatchObject({ ...expected, splitFolder: "val" });
    const root = await temporaryFolder();
    await writeTree(root, files);
    expect(scanImages(join(root, at), "test")).toMatchObject({
      classes: expected.classes,
      labelsFrom: join(root, "LOC_val_solution.csv"),
    });
  });
});

const rows = (separator: string) =>
  [
    ["path", "label"],
    ["caf\u00e9/1.jpg", "\u00fc"],
    ["2.jpg", "b"],
  ]
    .map((row) => row.join(separator))
    .join("\r\n");

describe("tables from elsewhere", () => {
  const images = { "caf\u0065\u0301/1.jpg": "", "2.jpg": "" };
  const expected = { classes: ["b", "\u00fc"], named: ["caf\u0065\u0301/1.jpg 1", "2.jpg 0"] };

  test.each([",", ";", "\t"])("may have %j between their cells", async (separator) => {
    expect(await scanned({ ...images, "x.csv": rows(separator) })).toMatchObject(expected);
  });

  test("may be in UTF-8 with a mark, UTF-16, or as Windows has it", async () => {
    const text = rows(",");
    const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
    const swapped = Buffer.from(utf16).swap16();
    const files = [Buffer.from(`\uFEFF${text}`), utf16, swapped, Buffer.from(text, "latin1")];
    const notes = [null, "utf-16le", "utf-16be", "windows-1252"].map((encoding) =>
      encoding === null ? [] : [`ROOT/x.csv is not UTF-8; it was read as ${encoding}.`],
    );
    for (const [i, bytes] of files.entries())
      expect(await scanned({ ...images, "x.csv": bytes })).toMatchObject({
        ...expected,
        notes: notes[i],
      });
  });

  test("are called by name where they are none", async () => {
    const flat = { "1.jpg": "" };
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    expect(await scanned({ ...flat, "labels.csv": pointer })).toEqual({
      problem: "The label file ROOT/labels.csv is a Git LFS pointer, not the file itself.",
    });
    expect(await scanned({ ...flat, "labels.csv": "<!DOCTYPE html><html>" })).toEqual({
      problem: "The label file ROOT/labels.csv is an HTML page, not the file itself.",
    });
    expect(await scanned({ ...flat, "labels.csv": "path,text\n1.jpg,a cat\n" })).toEqual({
      problem: 'Line 1 of ROOT/labels.csv has "path", "text" as columns, and none for the label.',
    });
  });
});

test.each(["data", "Data/CLS-LOC"])(
  "splits that lie lower, in %s, are no classes",
  async (below) => {
    const images = await scanned({
      [`${below}/train/cat/1.jpg`]: "",
      [`${below}/val/dog/2.jpg`]: "",
    });
    expect(images).toEqual({
      problem: `ROOT has no folder of a split, and ROOT/${below} has: taken for classes they would be mixed.`,
    });
  },
);
