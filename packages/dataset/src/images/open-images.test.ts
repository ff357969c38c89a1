import { readdir, readFile, truncate, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { BrokenDecodedError } from "../errors/cache-errors.ts";
import { gather } from "../select/model-input.ts";
import { temporaryFolder } from "../testing/files.ts";
import { writeTree } from "../testing/tree.ts";
import { readDecoded } from "./cache/decoded-set.ts";
import { type Decoder, localDecoder } from "./decode/decoder.ts";
import { openImages, type OpenImagesOptions } from "./open-images.ts";
import { scanImages } from "./scan/scan.ts";

const recipe = {
  channels: 1,
  size: 2,
  cropPart: 1,
  interpolation: "bicubic",
  resize: "shortest-side",
  orientation: "stored",
} as const;

/** A grey PNG of 2x2 pixels of one value. */
const plain = (value: number) =>
  sharp({
    create: { width: 2, height: 2, channels: 3, background: { r: value, g: value, b: value } },
  })
    .toColourspace("b-w")
    .png()
    .toBuffer();

/** Eight images, valued 10 to 17; class a has the first four. */
async function folderOfEight() {
  const root = await temporaryFolder();
  for (let i = 0; i < 8; i++)
    await writeTree(join(root, "photos"), {
      [`${i < 4 ? "a" : "b"}/${i}.png`]: await plain(10 + i),
    });
  return root;
}

async function open(root: string, options: Partial<OpenImagesOptions> = {}, decoder?: Decoder) {
  let started = 0;
  const start = () => {
    started++;
    return decoder ?? localDecoder;
  };
  const opened = await openImages(scanImages(join(root, "photos"), "test"), start, {
    name: "photos-2px",
    split: "test",
    recipe,
    skipCorrupt: false,
    cache: join(root, "cache"),
    ...options,
  });
  return { ...opened, started };
}

/** What info.json and names.json take. */
async function bytesAbout(folder: string): Promise<number> {
  const files = ["info.json", "names.json"].map(async (name) => readFile(join(folder, name)));
  return (await Promise.all(files)).reduce((sum, { length }) => sum + length, 0);
}

describe("openImages", () => {
  test("decodes once, in an order that mixes the classes, and reads what is asked for", async () => {
    const root = await folderOfEight();
    const first = await open(root);
    expect(first.started).toBe(1);
    expect(first.about).toMatchObject({ count: 8, classes: ["a", "b"], skippedCount: 0 });
    const values = Array.from(first.labels, (_, i) => first.images.read([i])[0] ?? 0);
    expect(values.toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    expect(values).not.toEqual(values.toSorted((a, b) => a - b));
    expect([...first.labels]).toEqual(values.map((value) => (value < 14 ? 0 : 1)));
    // Image k of the folder has the value 10 + k.
    expect(first.names()).toEqual(
      values.map((value) => `${value < 14 ? "a" : "b"}/${value - 10}.png`),
    );
    const some = gather(first.images, [3, 4, 5, 0, 0]);
    const expected = [3, 4, 5, 0, 0].flatMap((i) => Array.from({ length: 4 }, () => values[i]));
    expect([...some.pixels]).toEqual(expected);

    const second = await open(root);
    expect(second.started).toBe(0);
    expect(second.about).toEqual(first.about);
  });

  test("decodes anew when an image, the recipe or the choice of images is another", async () => {
    const root = await folderOfEight();
    const before = await open(root);
    const other = await open(root, { recipe: { ...recipe, size: 1 } });
    const turned = await open(root, { recipe: { ...recipe, orientation: "exif" } });
    expect(turned.started).toBe(1);
    const fewer = await open(root, { count: 3 });
    expect([other.started, fewer.started]).toEqual([1, 1]);
    expect(fewer.labels).toEqual(before.labels.subarray(0, 3));
    await writeFile(join(root, "photos/a/0.png"), await plain(99));
    const changed = await open(root);
    expect(changed.started).toBe(1);
    expect(changed.about.sha256).not.toBe(before.about.sha256);
  });

  test("names and counts what can't be decoded, and leaves it out only when told", async () => {
    const root = await folderOfEight();
    await writeTree(join(root, "photos"), { "a/0.png": "", "b/7.png": "hello" });
    const outcome = open(root);
    await expect(outcome).rejects.toThrow(
      /^2 of 8 images in .*photos can't be used: "[ab]\/[07].png" is (?:empty|no JPEG, PNG, WebP or AVIF, whatever its name says); also "[ab]\/[07].png"\.$/,
    );
    expect(await readdir(join(root, "cache"))).toEqual([]);
    const good = await open(root, { skipCorrupt: true });
    expect(good.about).toMatchObject({ count: 6, found: 8, skippedCount: 2 });
    expect(good.about.skipped.map(({ name }) => name).toSorted()).toEqual(["a/0.png", "b/7.png"]);
    expect((await open(root, { skipCorrupt: true, count: 6 })).about.count).toBe(6);
    await expect(open(root, { skipCorrupt: true, count: 7 })).rejects.toThrow(
      expect.objectContaining({ code: "too-few-images" }),
    );
    await expect(open(root, { count: 9 })).rejects.toThrow(
      expect.objectContaining({ code: "too-few-images" }),
    );
  });

  test("says so where no image can be used", async () => {
    const root = await temporaryFolder();
    await writeTree(root, { "photos/a/1.jpg": "", "photos/b/2.jpg": { to: "nowhere.jpg" } });
    await expect(open(root, { skipCorrupt: true })).rejects.toThrow(
      /^None of the 2 images in .*photos can be used: "[ab]\/[12].jpg" (?:is empty|can't be read \(ENOENT\))\.$/,
    );
  });

  test("leaves nothing behind when it is stopped or fails", async () => {
    const root = await folderOfEight();
    const stop = new AbortController();
    const onProgress = (done: number) => {
      if (done === 3) stop.abort(new Error("stop"));
    };
    await expect(open(root, { signal: stop.signal, onProgress })).rejects.toThrow("stop");
    const broken: Decoder = {
      ...localDecoder,
      decode: () => Promise.reject(new Error("no memory")),
    };
    await expect(open(root, {}, broken)).rejects.toThrow("no memory");
    expect(await readdir(join(root, "cache"))).toEqual([]);
  });

  test("removes what was not used for longest when the cache is full", async () => {
    const root = await folderOfEight();
    // 3 images of 4 bytes with 4 bytes of label each; info.json and names.json have some hundred bytes.
    const folders: string[] = [];
    for (const count of [1, 2, 3]) folders.push((await open(root, { count })).folder);
    const day = 86_400_000;
    for (const [i, age] of [day, 3 * day, 2 * day].entries()) {
      const then = new Date(Date.now() - age);
      await utimes(join(folders[i] ?? "", "info.json"), then, then);
    }
    const sizes = await Promise.all(folders.map(async (folder) => (await bytesAbout(folder)) + 24));
    // Room for two of the three: the second was not used for longest.
    const limitBytes = (sizes[0] ?? 0) + (sizes[2] ?? 0) + 4 * 8;
    const fourth = await open(root, { count: 4, limitBytes });
    const names = [folders[0], folders[2], fourth.folder].map(
      (path) => path?.split("/").at(-1) ?? "",
    );
    expect((await readdir(join(root, "cache"))).toSorted()).toEqual(names.toSorted());
    const outcome = open(root, { count: 8, limitBytes: 63 });
    await expect(outcome).rejects.toThrow(expect.objectContaining({ code: "cache-room" }));
  });

  test("keeps the images that the run reads as well, and says what they take together", async () => {
    const root = await folderOfEight();
    const { folder } = await open(root, { count: 1 });
    // One image and its label beside what is said of them, then 8 of each.
    const together = (await bytesAbout(folder)) + 8 + 8 * 8;
    const held = [folder];
    await expect(open(root, { held, limitBytes: together - 1 })).rejects.toThrow(
      expect.objectContaining({ code: "cache-room" }),
    );
    expect(await readdir(join(root, "cache"))).toHaveLength(1);
    await open(root, { held, limitBytes: together });
    expect(await readdir(join(root, "cache"))).toHaveLength(2);
    await open(root, { count: 2, limitBytes: together });
    expect(await readdir(join(root, "cache"))).not.toContain(basename(folder));
  });

  test("notices images that were changed in the cache, however many bytes they have", async () => {
    const root = await folderOfEight();
    const { folder } = await open(root);
    const changed = await readFile(join(folder, "images.bin"));
    changed[31] = 0;
    await writeFile(join(folder, "images.bin"), changed);
    await expect(open(root)).rejects.toThrow(
      `The decoded images in ${folder} are not those that were made.`,
    );
  });

  test("notices images that were cut or removed", async () => {
    const root = await folderOfEight();
    const { folder, images, names } = await open(root);
    await truncate(join(folder, "images.bin"), 31);
    expect(() => images.read([7])).toThrow(BrokenDecodedError);
    expect(() => readDecoded(folder)).toThrow("are not whole");
    await writeFile(join(folder, "names.json"), "[]");
    expect(() => names()).toThrow("have other names than those that were made");
    await writeFile(join(folder, "info.json"), "{}");
    expect(() => readDecoded(folder)).toThrow("have a broken info.json");
    expect(() => readDecoded(join(root, "nowhere"))).toThrow(BrokenDecodedError);
  });
});
