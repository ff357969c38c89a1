import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../testing/files.ts";
import { tarOf, writeTree } from "../../testing/tree.ts";
import { readSource } from "../decode/decoder.ts";
import { scanImages } from "./scan.ts";

type Tree = Parameters<typeof writeTree>[1];

/** What was found, with paths below the folder. */
async function scanned(files: Tree, below = "", split: "train" | "test" = "test") {
  const root = await temporaryFolder();
  await writeTree(root, files);
  const { layout, splitFolder, classes, images, labelsFrom } = scanImages(join(root, below), split);
  const named = images.map(({ name, label }) => `${name} ${label}`);
  return {
    layout,
    splitFolder,
    classes,
    labelsFrom: labelsFrom?.slice(root.length) ?? null,
    named,
  };
}

/** The message, with the folder's name taken out. */
async function problemWith(files: Tree, below = ""): Promise<string> {
  const root = await temporaryFolder();
  await writeTree(root, files);
  try {
    scanImages(join(root, below), "test");
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(root, "ROOT") : "";
  }
  return "nothing";
}

/** A shard of samples with these texts. */
function shardOf(texts: readonly string[], kind: string): Buffer {
  return tarOf(
    texts.flatMap((text, i) => [
      [`${i}.jpg`, "x"],
      [`${i}.${kind}`, text],
    ]),
  );
}

describe("image folders", () => {
  test("are a folder a class, labelled in the order of the names, all folders deep", async () => {
    const files = { "dog/b.JPEG": "", "dog/a.png": "", "cat/deep/c.webp": "", "cat/notes.txt": "" };
    expect(await scanned(files)).toEqual({
      layout: "class folders",
      splitFolder: null,
      classes: ["cat", "dog"],
      labelsFrom: null,
      named: ["cat/deep/c.webp 0", "dog/a.png 1", "dog/b.JPEG 1"],
    });
  });

  test("may lie below a split: test before val, and train only when asked for", async () => {
    const files = {
      "train/a/1.jpg": "",
      "val/a/2.jpg": "",
      "val/b/4.jpg": "",
      "Test/a/3.jpg": "",
    };
    expect((await scanned(files)).named).toEqual(["a/3.jpg 0"]);
    expect((await scanned(files, "", "train")).named).toEqual(["a/1.jpg 0"]);
    expect((await scanned(files, "val")).named).toEqual(["a/2.jpg 0", "b/4.jpg 1"]);
  });

  test("take names in any script", async () => {
    const files = { "猫/наш кот.jpg": "", "café/día.jpg": "", "🐶/1.jpg": "" };
    expect((await scanned(files)).classes).toEqual(["café", "猫", "🐶"]);
  });

  test("follow links, and name one that leads in a circle", async () => {
    const root = await temporaryFolder();
    await writeTree(root, { "far/1.jpg": "" });
    expect((await scanned({ cat: { to: join(root, "far") }, "dog/2.jpg": "" })).named).toEqual([
      "cat/1.jpg 0",
      "dog/2.jpg 1",
    ]);
    expect(await problemWith({ "cat/1.jpg": "", "cat/again": { to: ".." } })).toBe(
      "The link ROOT/cat/again leads in a circle.",
    );
    expect(await problemWith({ "cat/1.jpg": "", dog: { to: "dog" } })).toBe(
      "The link ROOT/dog leads in a circle.",
    );
  });

  test("without classes, or with classes without images, are named", async () => {
    expect(await problemWith({ "1.jpg": "", "2.jpg": "" })).toBe(
      "The folder ROOT has 2 images, and nothing that says which class they are of.",
    );
    expect(await problemWith({ "readme.md": "" })).toBe("The folder ROOT has no images.");
    expect(await problemWith({ "cat/1.jpg": "", "dog/x.txt": "", "cow/x.txt": "" })).toBe(
      'In ROOT, "cow", "dog" are classes without images.',
    );
    expect(await problemWith({ "train/cat/1.jpg": "" })).toBe(
      "Can't read images from ROOT/test or val or validation or valid (there is no such folder, only train).",
    );
    expect(await problemWith({}, "nowhere")).toBe("Can't read images from ROOT/nowhere (ENOENT).");
  });
});

describe("ImageNet's layout", () => {
  const flat = { "val/ILSVRC2012_val_00000001.JPEG": "", "val/ILSVRC2012_val_00000002.JPEG": "" };
  const train = { "train/n01440764/a.JPEG": "", "train/n01443537/b.JPEG": "" };

  test("has folders by WordNet id for training and validation", async () => {
    const files = { ...train, "val/n01443537/1.JPEG": "", "val/n01440764/2.JPEG": "" };
    expect(await scanned(files)).toMatchObject({
      classes: ["n01440764", "n01443537"],
      named: ["n01440764/2.JPEG 0", "n01443537/1.JPEG 1"],
    });
  });

  test("has flat images with a val.txt, whose numbers are the training folders", async () => {
    const lines = "ILSVRC2012_val_00000001.JPEG 1\nILSVRC2012_val_00000002.JPEG 0\n";
    const expected = {
      layout: "label file",
      splitFolder: "val",
      named: ["ILSVRC2012_val_00000001.JPEG 1", "ILSVRC2012_val_00000002.JPEG 0"],
    };
    const files = { ...flat, ...train, "val.txt": lines };
    expect(await scanned(files)).toMatchObject({
      ...expected,
      classes: ["n01440764", "n01443537"],
      labelsFrom: "/val.txt",
    });
    expect(await scanned({ ...flat, "val/val.txt": lines })).toMatchObject({
      ...expected,
      classes: null,
    });
  });

  test("has the devkit's labels, whose numbers need the devkit's map", async () => {
    const labels = { ...flat, "ILSVRC2012_validation_ground_truth.txt": "2\n1\n" };
    expect(await problemWith(labels)).toBe(
      "The labels in ROOT/ILSVRC2012_validation_ground_truth.txt are numbers of the devkit, whose order is no model's.",
    );
    const map = "n02119789 1 kit_fox\nn02100735 2 English_setter\n";
    expect(await scanned({ ...labels, "map_clsloc.txt": map })).toMatchObject({
      classes: ["n02100735", "n02119789"],
      named: ["ILSVRC2012_val_00000001.JPEG 0", "ILSVRC2012_val_00000002.JPEG 1"],
    });
  });

  test("has Kaggle's table of boxes", async () => {
    const table =
      "ImageId,PredictionString\nILSVRC2012_val_00000001,n03995372 85 1 499 272 \nILSVRC2012_val_00000002,n01440764 1 2 3 4\n";
    expect(await scanned({ ...flat, "LOC_val_solution.csv": table })).toMatchObject({
      classes: ["n01440764", "n03995372"],
      named: ["ILSVRC2012_val_00000001.JPEG 1", "ILSVRC2012_val_00000002.JPEG 0"],
    });
  });

  test("refuses a label file of another length, or that names what is not there", async () => {
    expect(await problemWith({ ...flat, "val.txt": "1\n0\n1\n" })).toBe(
      "The label file ROOT/val.txt has 3 labels, and ROOT/val has 2 images.",
    );
    expect(await problemWith({ ...flat, "val.txt": "" })).toBe(
      "The label file ROOT/val.txt has 0 labels, and ROOT/val has 2 images.",
    );
    expect(await problemWith({ ...flat, "val.txt": "x.JPEG 1\ny.JPEG 0\n" })).toBe(
      'ROOT/val.txt names 2 images that are not in ROOT/val: "x.JPEG", "y.JPEG".',
    );
  });
});

describe("tables", () => {
  test("have paths and labels, in any columns that their first row names", async () => {
    const files = { "a/1.jpg": "", "2, b.jpg": "" };
    const table = 'id,label,path\r\n1,dog,a/1.jpg\r\n2,"big ""cat""","2, b.jpg"\r\n';
    const expected = {
      layout: "table",
      classes: ['big "cat"', "dog"],
      named: ["a/1.jpg 1", "2, b.jpg 0"],
    };
    expect(await scanned({ ...files, "x.csv": table }, "x.csv")).toMatchObject(expected);
    expect(await scanned({ ...files, "x.csv": table })).toMatchObject(expected);
    const tabs = "a/1.jpg\t3\n2, b.jpg\t0\n";
    expect(await scanned({ ...files, "x.tsv": tabs }, "x.tsv")).toMatchObject({
      classes: null,
      named: ["a/1.jpg 3", "2, b.jpg 0"],
    });
  });

  test.each(["../1.jpg", "a/../../1.jpg", "/etc/1.jpg", "C:\\1.jpg", "..\\1.jpg"])(
    "may not lead out of their folder with %s",
    async (path) => {
      expect(await problemWith({ "x.csv": `path,label\n${path},dog\n` }, "x.csv")).toBe(
        `Line 2 of ROOT/x.csv names ${JSON.stringify(path)}, which lies outside its folder.`,
      );
    },
  );

  test("say which line is none", async () => {
    const lines = {
      'path,label\n"a,b\n': "Line 2 of ROOT/x.csv has a quote that is never closed.",
      'path,label\n"a"b,c\n': "Line 2 of ROOT/x.csv goes on after a closing quote.",
      "path,label\n\na,\n": "Line 3 of ROOT/x.csv has no path or no label.",
      "": "Line 1 of ROOT/x.csv is empty.",
    };
    for (const [text, message] of Object.entries(lines))
      expect(await problemWith({ "x.csv": text }, "x.csv")).toBe(message);
  });
});

describe("tar shards", () => {
  test("have an image beside a .cls, as WebDataset", async () => {
    const first = tarOf([
      ["s/1.jpg", "x"],
      ["s/1.cls", "1\n"],
      ["s/1.json", "{}"],
    ]);
    const second = tarOf([
      ["2.cls", "0"],
      ["2.png", "xyz"],
    ]);
    const files = { "val-0.tar": first, "val-1.tar": second };
    expect(await scanned(files)).toMatchObject({
      layout: "tar shards",
      classes: null,
      named: ["val-0.tar/s/1.jpg 1", "val-1.tar/2.png 0"],
    });
    const root = await temporaryFolder();
    await writeTree(root, files);
    // Header, .cls, header: 3 blocks of 512 before the image.
    expect(scanImages(join(root, "val-1.tar"), "test").images[0]?.source).toEqual({
      kind: "part",
      path: join(root, "val-1.tar"),
      offset: 1_536,
      bytes: 3,
    });
  });

  test("may be split by folders and have class names", async () => {
    const shard = tarOf([
      ["1.jpg", ""],
      ["1.cls", "dog"],
      ["2.jpg", ""],
      ["2.cls", "cat"],
    ]);
    expect(await scanned({ "train/0.tar": tarOf([]), "val/0.tar": shard })).toMatchObject({
      classes: ["cat", "dog"],
      named: ["0.tar/1.jpg 1", "0.tar/2.jpg 0"],
    });
  });

  test.each(["../1.jpg", "/1.jpg", "a/../../1.jpg"])("may not name %s", async (name) => {
    expect(await problemWith({ "0.tar": tarOf([[name, "x"]]) })).toBe(
      `The tar file ROOT/0.tar names "${name}", which lies outside its folder.`,
    );
  });

  test("are named when they are cut short or damaged", async () => {
    const whole = tarOf([
      ["1.jpg", "x".repeat(600)],
      ["1.cls", "1"],
    ]);
    const altered = Buffer.from(whole);
    altered[0] = 120;
    const cases = [
      [whole.subarray(0, 700), "is cut short inside an entry"],
      [whole.subarray(0, 1_600), "is cut short inside a header"],
      [altered, "is no tar file, or is damaged"],
      [Buffer.alloc(1_024, "no tar"), "is no tar file, or is damaged"],
    ] as const;
    for (const [bytes, problem] of cases)
      expect(await problemWith({ "0.tar": bytes })).toBe(`The tar file ROOT/0.tar ${problem}.`);
  });

  test("name a sample without its other half", async () => {
    expect(await problemWith({ "0.tar": tarOf([["1.jpg", "x"]]) })).toBe(
      'In ROOT/0.tar, the sample "1" has no class (.cls, .txt, or .json with "label").',
    );
    expect(await problemWith({ "0.tar": tarOf([["1.cls", "1"]]) })).toBe(
      'In ROOT/0.tar, the sample "1" has no image.',
    );
    expect(await problemWith({ "0.tar": tarOf([]) })).toBe("The shard ROOT/0.tar has no images.");
    expect(await problemWith({ "0.tar": tarOf([]), "1.tar": tarOf([]) })).toBe(
      'The folder ROOT has no images, and "0.tar", "1.tar", of which nothing is unpacked here.',
    );
    expect(
      await problemWith({
        "0.tar": tarOf([
          ["1.tif", "x"],
          ["1.cls", "1"],
        ]),
      }),
    ).toBe('In ROOT/0.tar, the sample "1" has no image that is read, only "1.tif".');
  });

  test("are read past what macOS leaves, in capitals, and with labels in .json or .txt", async () => {
    const apple = "\0\u0005\u0016\u0007Mac OS X";
    const [zero, one] = ["0.tar/1.jpg 0", "0.tar/2.jpg 1"];
    const shards = {
      macOS: [
        ["./._1.jpg", apple],
        ["./1.jpg", "x"],
        ["./._1.cls", apple],
        ["./1.cls", "0"],
        ["__MACOSX/3.cls", "4"],
        ["2.jpg", "x"],
        ["2.cls", "1"],
      ],
      json: [
        ["1.jpg", "x"],
        ["1.json", '\uFEFF{"caption":"a cat","label":0}'],
        ["1.txt", "a cat"],
        ["2.jpg", "x"],
        ["2.json", '{"label":1}'],
      ],
      text: [
        ["1.jpg", "x"],
        ["1.txt", "0\n"],
        ["1.json", '{"width":1}'],
        ["2.jpg", "x"],
        ["2.txt", "1\n"],
      ],
    } as const;
    for (const files of Object.values(shards))
      expect((await scanned({ "0.tar": tarOf(files) })).named).toEqual([zero, one]);
    const others = ["@eaDir", "$RECYCLE.BIN", "System Volume Information", "__pycache__", ".git"];
    const junk = others.map((name) => [`${name}/9.jpg`, "x"] as const);
    const left = tarOf([...junk, ["1.jpg", "x"], ["1.cls", "0"], ["Thumbs.db", "x"]]);
    expect((await scanned({ "0.tar": left })).named).toEqual([zero]);
    const capitals = tarOf([
      ["1.JPG", "x"],
      ["1.CLS", "7"],
    ]);
    expect((await scanned({ "0.tar": capitals })).named).toEqual(["0.tar/1.JPG 7"]);
    const captions = tarOf([
      ["1.jpg", "x"],
      ["1.cls", "0"],
      ["2.jpg", "x"],
      ["2.txt", "a dog"],
    ]);
    expect(await problemWith({ "0.tar": captions })).toMatch(/the sample "2" has no class/);
  });

  test("take no captions in .txt for classes, and classes in .txt for no captions", async () => {
    const captions = ["a cat sits", "two dogs", "a cat on a mat", "rain", "a cat sits"];
    const many = [...captions, "snow", "a bus", "a red bus", "a tree", "the sea"];
    expect(await problemWith({ "0.tar": shardOf(many, "txt") })).toBe(
      'The .txt files of ROOT look like captions: 9 different ones for 10 images, such as "a cat sits".',
    );
    // Four images of four shards are as many as those of one.
    const apart = many.slice(1, 5).map((text, i) => [`${i}.tar`, shardOf([text], "txt")] as const);
    expect(await problemWith(Object.fromEntries(apart))).toMatch(/look like captions: 4 different/);
    const fine = [
      [many, "cls"],
      [captions, "txt"],
      [["cat", "dog", "cow"], "txt"],
      [["0", "1", "2", "3", "4"], "txt"],
    ] as const;
    for (const [texts, kind] of fine)
      expect((await scanned({ "0.tar": shardOf(texts, kind) })).named).toHaveLength(texts.length);
  });

  test("may be compressed, and are then read from a copy in the cache", async () => {
    const root = await temporaryFolder();
    vi.stubEnv("VMOE_BENCH_CACHE", join(root, "cache"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const shard = tarOf([
      ["1.jpg", "picture"],
      ["1.cls", "3"],
    ]);
    await writeTree(root, {
      "data/0.tar.gz": gzipSync(shard),
      "data/1.tgz": gzipSync(shard).subarray(0, 60),
      "data/2.tar.gz": shard,
      "data/3.tar": gzipSync(shard),
    });
    const [image] = scanImages(join(root, "data/0.tar.gz"), "test").images;
    if (image === undefined) throw new Error("no image");
    expect(image).toMatchObject({ name: "0.tar.gz/1.jpg", label: 3 });
    expect(Buffer.from(await readSource(image.source)).toString()).toBe("picture");
    // Read again, it is not unpacked again.
    expect(scanImages(join(root, "data/0.tar.gz"), "test").images).toEqual([image]);
    expect(() => scanImages(join(root, "data/1.tgz"), "test")).toThrow(
      `The tar file ${join(root, "data/1.tgz")} can't be unpacked (unexpected end of file).`,
    );
    // What a name says of compression may be wrong.
    for (const name of ["2.tar.gz", "3.tar"]) {
      const [image] = scanImages(join(root, "data", name), "test").images;
      expect(image).toMatchObject({ name: `${name}/1.jpg`, label: 3 });
    }
  });

  test("have one image a sample", async () => {
    const masked = tarOf([
      ["1.mask.png", "y"],
      ["1.jpg", "x"],
      ["1.cls", "1"],
    ]);
    expect((await scanned({ "0.tar": masked })).named).toEqual(["0.tar/1.jpg 1"]);
    const unclear = [
      ["1.jpg", "1.png"],
      ["1.a.png", "1.b.png"],
    ];
    for (const names of unclear) {
      const shard = tarOf([...names.map((name) => [name, "x"] as const), ["1.cls", "1"]]);
      expect(await problemWith({ "0.tar": shard })).toBe(
        `In ROOT/0.tar, the sample "1" has the images "${names[0]}", "${names[1]}".`,
      );
    }
  });
});
