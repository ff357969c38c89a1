import { join } from "node:path";
import { symlink } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { KnownError } from "@vmoe-bench/contracts";
import { temporaryFolder } from "../../testing/files.ts";
import { writeTree } from "../../testing/tree.ts";
import { trainAndTest } from "../train-and-test.ts";
import { scanImages } from "./scan.ts";

const images = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ""]));

/** What a table, or the folder of one, gives; "ROOT" in it is the folder. */
async function scanned(
  files: Readonly<Record<string, string>>,
  below: string,
  split: "train" | "test" = "test",
) {
  const root = await temporaryFolder();
  const texts = Object.entries(files).map(([name, text]) => [name, text.replaceAll("ROOT", root)]);
  await writeTree(root, Object.fromEntries(texts));
  const tidy = (text: string) => text.replaceAll(root, "ROOT");
  try {
    const found = scanImages(join(root, below), split);
    return {
      layout: found.layout,
      classes: found.classes,
      tableSplit: found.tableSplit,
      named: found.images.map(({ name, label }) => `${name} ${label}`),
      notes: found.notes.map(tidy),
    };
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    return { problem: tidy(error.message), remedy: tidy(error.remedy ?? "") };
  }
}

describe("an image that a label file lists twice", () => {
  const flat = images("1.jpg", "2.jpg");

  test.each([
    ["x.csv", "path,label\n1.jpg,a\n2.jpg,b\n1.jpg,b\n", 4],
    ["x.csv", "path,label\n1.jpg,a\n2.jpg,b\n1,b\n", 4],
    ["val.txt", "1.jpg a\n2.jpg b\n./1.jpg b\n", 3],
    [
      "metadata.jsonl",
      '{"file_name":"1.jpg","label":"a"}\n{"file_name":"2.jpg","label":"b"}\n{"file_name":"1.jpg","label":"b"}\n',
      3,
    ],
  ])("with different labels is an error: %s %j", async (name, text, last) => {
    for (const below of ["", name])
      expect(await scanned({ ...flat, [name]: text }, below)).toEqual({
        problem: `ROOT/${name} contradicts itself about 1 image: "1.jpg" is "a" on line ${last === 4 ? 2 : 1} and "b" on line ${last}.`,
        remedy: "Leave one line for each image: an image is of one class, and of one split.",
      });
  });

  test("with the same label counts once, and is told", async () => {
    const text = "path,label\n1.jpg,1\n2.jpg,0\n./1.jpg,01\n";
    expect(await scanned({ ...flat, "x.csv": text }, "x.csv")).toMatchObject({
      named: ["1.jpg 1", "2.jpg 0"],
      notes: [
        'ROOT/x.csv lists 1 image more than once, with the same label: "1.jpg". Each was counted once.',
      ],
    });
  });

  test("does not count beside class folders, which is told", async () => {
    const files = {
      ...images("a/1.jpg", "b/2.jpg"),
      "x.csv": "path,label\na/1.jpg,a\na/1.jpg,b\n",
    };
    expect(await scanned(files, "")).toMatchObject({
      named: ["a/1.jpg 0", "b/2.jpg 1"],
      notes: [
        'The class folders were taken, and not ROOT/x.csv. ROOT/x.csv contradicts itself about 1 image: "a/1.jpg" is "a" on line 2 and "b" on line 3.',
      ],
    });
  });

  test("of many, the first three are named", async () => {
    const five = ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"];
    const rows = (label: string) => five.map((name) => `${name},${label}\n`).join("");
    const { problem } = await scanned(
      { ...images(...five), "x.csv": `path,label\n${rows("a")}${rows("b")}` },
      "x.csv",
    );
    expect(problem).toBe(
      'ROOT/x.csv contradicts itself about 5 images: "1.jpg" is "a" on line 2 and "b" on line 7; "2.jpg" is "a" on line 3 and "b" on line 8; "3.jpg" is "a" on line 4 and "b" on line 9; and 2 more.',
    );
  });
});

const tableOf = (...splits: string[]) =>
  `path,label,split\n1.jpg,a,${splits[0]}\n2.jpg,b,${splits[1]}\n3.jpg,c,${splits[2]}\n4.jpg,b,${splits[3]}\n`;

const jsonLine = (name: string, split: string) =>
  `${JSON.stringify({ file_name: name, label: 1, split })}\n`;

describe("a table's column of splits", () => {
  const flat = images("1.jpg", "2.jpg", "3.jpg", "4.jpg");
  const three = tableOf("train", "TEST", "Train", "valid");

  test.each(["", "x.csv"])("chooses the rows, under the classes of all of them: %j", async (at) => {
    const files = { ...flat, "x.csv": three };
    expect(await scanned(files, at, "train")).toEqual({
      layout: "table",
      classes: ["a", "b", "c"],
      tableSplit: "train",
      named: ["1.jpg 0", "3.jpg 2"],
      notes: ['By the column "split" of ROOT/x.csv, 2 of 4 images were taken: those of "train".'],
    });
    expect(await scanned(files, at)).toMatchObject({ tableSplit: "test", named: ["2.jpg 1"] });
  });

  test("gives val where it has no test, which is told", async () => {
    const files = { ...flat, "x.csv": tableOf("train", "validation", "Train", "VAL") };
    expect(await scanned(files, "x.csv")).toMatchObject({
      tableSplit: "val",
      named: ["2.jpg 1", "4.jpg 1"],
      notes: [
        'By the column "split" of ROOT/x.csv, 2 of 4 images were taken: those of "val". None is of "test".',
      ],
    });
  });

  test("of lines of JSON is read alike", async () => {
    const text = jsonLine("1.jpg", "train") + jsonLine("2.jpg", "test");
    expect(await scanned({ ...flat, "m.jsonl": text }, "m.jsonl")).toMatchObject({
      named: ["2.jpg 1"],
    });
    const torn = `${text}${JSON.stringify({ file_name: "3.jpg", label: 2 })}\n`;
    expect(await scanned({ ...flat, "m.jsonl": torn }, "m.jsonl")).toMatchObject({
      tableSplit: null,
      named: ["1.jpg 1", "2.jpg 1", "3.jpg 2"],
    });
  });

  test("is left alone where a value is no split", async () => {
    const files = { ...flat, "x.csv": tableOf("train", "fold3", "test", "fold1") };
    expect(await scanned(files, "x.csv")).toMatchObject({
      tableSplit: null,
      named: ["1.jpg 0", "2.jpg 1", "3.jpg 2", "4.jpg 1"],
      notes: [
        'The column "split" of ROOT/x.csv has "fold3", "fold1", which are no splits (train, val, test): it was left alone, and the rows of all splits were taken.',
      ],
    });
  });

  test("without the split that is asked for is an error", async () => {
    const files = { ...flat, "x.csv": tableOf("train", "train", "train", "train") };
    expect(await scanned(files, "x.csv")).toEqual({
      problem: 'By its column "split", ROOT/x.csv has no image of test or val, only of train.',
      remedy:
        "Where the command has it, as `datasets` does, say --split train. Else write test or val into the rows to take, or leave that column out.",
    });
  });

  test("puts no image into two splits", async () => {
    const text = `${three}1.jpg,a,test\n`;
    expect((await scanned({ ...flat, "x.csv": text }, "x.csv")).problem).toBe(
      'ROOT/x.csv contradicts itself about 1 image: "1.jpg" is of the split "train" on line 2 and of the split "test" on line 6.',
    );
  });

  test("chooses from class folders that the table agrees with", async () => {
    const text = "path,label,split\na/1.jpg,0,train\na/2.jpg,0,test\nb/3.jpg,1,train\n";
    const files = { ...images("a/1.jpg", "a/2.jpg", "b/3.jpg"), "x.csv": text };
    expect(await scanned(files, "", "train")).toMatchObject({
      layout: "class folders",
      classes: ["a", "b"],
      named: ["a/1.jpg 0", "b/3.jpg 1"],
      notes: ['By the column "split" of ROOT/x.csv, 2 of 3 images were taken: those of "train".'],
    });
  });

  test("beside class folders is never passed over", async () => {
    const folders = images("a/1.jpg", "b/2.jpg");
    const only = "path,label,split\na/1.jpg,a,train\nb/2.jpg,b,train\n";
    expect((await scanned({ ...folders, "x.csv": only }, "")).problem).toBe(
      'By its column "split", ROOT/x.csv has no image of test or val, only of train.',
    );
    const unlabelled = {
      "x.csv": "file_name,split\na/1.jpg,train\nb/2.jpg,test\n",
      "x.jsonl": '{"file_name":"a/1.jpg","split":"train"}\n',
    };
    for (const [name, text] of Object.entries(unlabelled))
      expect((await scanned({ ...folders, [name]: text }, "")).problem).toBe(
        `ROOT/${name} has a column "split", and none for the label.`,
      );
    const results = "name,split,accuracy\nvit,test,0.9\n";
    expect(await scanned({ ...folders, "x.csv": results }, "")).toMatchObject({
      layout: "class folders",
      notes: [],
    });
  });

  test("says what is trained on and what is for the test", async () => {
    const root = await temporaryFolder();
    await writeTree(root, { ...flat, "x.csv": tableOf("train", "test", "train", "train") });
    const {
      isCut,
      train,
      test: tests,
    } = await trainAndTest((split) => scanImages(join(root, "x.csv"), split));
    expect(isCut).toBe(false);
    expect(train.images.map(({ name }) => name)).toEqual(["1.jpg", "3.jpg", "4.jpg"]);
    expect(tests.images.map(({ name }) => name)).toEqual(["2.jpg"]);
  });
});

describe("a whole path in a table", () => {
  test.each(["", "x.csv"])("is taken where it leads into the table's folder: %j", async (at) => {
    const text = "path,label\nROOT/1.jpg,a\nROOT/in/../2.jpg,b\nin/../3.jpg,a\n";
    expect(
      await scanned({ ...images("1.jpg", "2.jpg", "3.jpg"), "x.csv": text }, at),
    ).toMatchObject({
      named: ["1.jpg 0", "2.jpg 1", "3.jpg 0"],
    });
  });

  test("of another split's image beside the folder is passed over", async () => {
    const text = "path,label\nROOT/train/1.jpg,a\nROOT/val/2.jpg,b\nROOT/val/3.jpg,a\n";
    const files = { ...images("train/1.jpg", "val/2.jpg", "val/3.jpg"), "all.csv": text };
    expect(await scanned(files, "")).toMatchObject({ named: ["2.jpg 1", "3.jpg 0"] });
  });

  test("is taken where the folder was named by a link", async () => {
    const root = await temporaryFolder();
    const real = join(root, "real");
    await writeTree(real, { "1.jpg": "", "x.csv": `path,label\n${join(real, "1.jpg")},a\n` });
    await symlink(real, join(root, "link"));
    expect(scanImages(join(root, "link", "x.csv"), "test").images[0]?.name).toBe("1.jpg");
  });

  test("of a folder that only begins alike is refused", async () => {
    const files = { ...images("z/1.jpg", "z2/1.jpg"), "z/x.csv": "path,label\nROOT/z2/1.jpg,a\n" };
    expect(await scanned(files, "z/x.csv")).toEqual({
      problem: 'Line 2 of ROOT/z/x.csv names "ROOT/z2/1.jpg", which lies outside its folder.',
      remedy: "Use paths of files in that folder.",
    });
  });
});

describe("a table with a column for each class", () => {
  const flat = images("1.jpg", "2.jpg", "3.jpg");

  test("is read: the classes are the titles", async () => {
    const text = "image,split,Cat,dog\n1,train,1.0,0.0\n2,train,0.0,1.0\n3,test,1,0\n";
    expect(await scanned({ ...flat, "x.csv": text }, "x.csv", "train")).toMatchObject({
      classes: ["Cat", "dog"],
      named: ["1.jpg 0", "2.jpg 1"],
      notes: [
        'The classes of ROOT/x.csv are its columns of 0 and 1: "Cat", "dog".',
        'By the column "split" of ROOT/x.csv, 2 of 3 images were taken: those of "train".',
      ],
    });
  });

  test.each([
    ["1,1", 'has a 1 for "cat", "dog" in the columns of its classes'],
    ["0,0", "has no 1 in the columns of its classes"],
  ])("of several classes an image, or none, is an error: %s", async (cells, problem) => {
    const text = `path,cat,dog\n1.jpg,1,0\n2.jpg,${cells}\n`;
    expect((await scanned({ ...flat, "x.csv": text }, "x.csv")).problem).toBe(
      `Line 3 of ROOT/x.csv ${problem}, and an image is of one class.`,
    );
  });

  test("is none where a column has other values", async () => {
    const text = "path,cat,age\n1.jpg,1,0\n2.jpg,0,7\n";
    expect((await scanned({ ...flat, "x.csv": text }, "x.csv")).problem).toBe(
      'Line 1 of ROOT/x.csv has "path", "cat", "age" as columns, and none for the label.',
    );
  });
});

describe("comments at the start of a label file", () => {
  const flat = images("1.jpg", "#2.jpg");
  const expected = { classes: ["a", "b"], named: ["1.jpg 0", "#2.jpg 1"] };

  test.each([
    ["x.csv", "# made, by hand\n\n#2nd line\npath,label\n1.jpg,a\n#2.jpg,b\n"],
    ["val.txt", "# made by hand\r\n# twice\r\n1.jpg a\r\n#2.jpg b\r\n"],
  ])("are passed over and told: %s", async (name, text) => {
    const found = await scanned({ ...flat, [name]: text }, name);
    expect(found).toMatchObject(expected);
    expect(found.notes?.[0]).toMatch(
      new RegExp(`^The first 2 lines of ROOT/${name} are comments and were passed over: "# made`),
    );
  });

  test("are told from an image's name, and keep the lines' numbers", async () => {
    expect(await scanned({ ...flat, "x.csv": "#2.jpg,b\n1.jpg,a\n" }, "x.csv")).toMatchObject({
      named: ["#2.jpg 1", "1.jpg 0"],
      notes: [],
    });
    expect(
      (await scanned({ ...flat, "x.csv": "# x\npath,label\n1.jpg,\n" }, "x.csv")).problem,
    ).toBe("Line 3 of ROOT/x.csv has no path or no label.");
  });
});

test("a folder of one split only says how it is taken", async () => {
  for (const files of [images("train/a/1.jpg"), { "train/1.jpg": "", "train.csv": "" }])
    expect(await scanned(files, "")).toEqual({
      problem:
        "Can't read images from ROOT/test or val or validation or valid (there is no such folder, only train).",
      remedy:
        "Where the command has it, as `datasets` does, say --split train. Else name the folder to take, as ROOT/train, or put images into ROOT/test.",
    });
  expect((await scanned(images("val/a/1.jpg"), "", "train")).remedy).toMatch(/say --split test\./);
});
