import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/files.ts";
import { tinyCifar, tinyFiles } from "../testing/tiny-cifar.ts";
import { locateDataset, openDataset, openDefined } from "./open.ts";

const shipped = fileURLToPath(new URL("../../data/fashion-mnist", import.meta.url));
const imagesName = "t10k-images-idx3-ubyte";
const labelsName = "t10k-labels-idx1-ubyte";
const unpacked = async (name: string) => gunzipSync(await readFile(join(shipped, `${name}.gz`)));

const altered = (at: number) => async (name: string) => {
  const bytes = await unpacked(name);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
};

const write = async (folder: string, names: readonly (keyof typeof tinyFiles)[]) => {
  await mkdir(folder, { recursive: true });
  for (const name of names) await writeFile(join(folder, name), tinyFiles[name]);
};

describe("the shipped Fashion-MNIST test images", () => {
  test("open with no folder named and no network", async () => {
    const split = await openDataset("fashion-mnist", { split: "test" });
    expect(split).toMatchObject({
      split: "test",
      count: 10_000,
      images: { count: 10_000, channels: 1, height: 28, width: 28 },
    });
    expect(split.images.pixels).toHaveLength(10_000 * 784);
    expect(split.coarseLabels).toBeUndefined();
    // A thousand images of each class, as published.
    const counts = split.info.classes.map((_, k) => split.labels.filter((l) => l === k).length);
    expect(counts).toEqual(Array(10).fill(1_000));
    // zcat t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz | sha256sum
    expect(split.sha256).toBe("30214f3fe91405cb8ea60b11ecf0914a65dd6a6ca8e13c13a62eb434f2d9fe56");
  });

  test("open as well from plain files in a folder", async () => {
    const folder = await temporaryFolder();
    for (const name of [imagesName, labelsName])
      await writeFile(join(folder, name), await unpacked(name));
    const own = await openDataset("fashion-mnist", { split: "test", dir: folder });
    const usual = await openDataset("fashion-mnist", { split: "test" });
    expect(own.sha256).toBe(usual.sha256);
    expect(own.folder).toBe(folder);
  });

  for (const [what, name, make, code] of [
    ["an altered pixel", imagesName, altered(1_000), "altered-file"],
    ["another image size in the header", imagesName, altered(15), "wrong-layout"],
    ["another image count in the header", imagesName, altered(7), "wrong-layout"],
    [
      "images cut short",
      imagesName,
      async (n: string) => (await unpacked(n)).subarray(0, 9e6 / 2),
      "truncated-file",
    ],
    [
      "too many images",
      imagesName,
      async (n: string) => Buffer.concat([await unpacked(n), Buffer.of(0)]),
      "oversized-file",
    ],
    [
      "a label that no class has",
      labelsName,
      async (n: string) => (await unpacked(n)).fill(10, 8, 9),
      "label-range",
    ],
    ["another label", labelsName, altered(8), "altered-file"],
  ] as const)
    test(`are refused with ${what}`, async () => {
      const folder = await temporaryFolder();
      for (const each of [imagesName, labelsName])
        await writeFile(join(folder, each), await (each === name ? make : unpacked)(each));
      const opened = openDataset("fashion-mnist", { split: "test", dir: folder });
      await expect(opened).rejects.toThrow(expect.objectContaining({ code }));
      await expect(opened).rejects.toThrow(join(folder, name));
    });
});

describe("where a data set is looked for", () => {
  const nowhere = { data: undefined, cache: "/nonexistent" };

  test("reads several files as one split, in order", async () => {
    const folder = await temporaryFolder();
    await write(folder, ["a.bin", "b.bin"]);
    const split = await openDefined(tinyCifar(), { split: "train", dir: folder }, nowhere);
    expect(split.images.pixels).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    expect(split.labels).toEqual(Uint8Array.of(0, 1, 2, 0));
    expect(split.coarseLabels).toEqual(Uint8Array.of(0, 1, 1, 0));
    // printf '\0\0\1\2\3\1\1\4\5\6\1\2\7\10\11\0\0\12\13\14' | sha256sum
    expect(split.sha256).toBe("377259c360fa61915a24cc18c8a066f8c548fae580d2372e2bbe53afa73e2027");
  });

  test("takes gzipped files and the data set's folder in a folder", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "tiny"));
    await writeFile(join(folder, "tiny", "test.bin.gz"), gzipSync(tinyFiles["test.bin"]));
    const split = await openDefined(tinyCifar(), { split: "test", dir: folder }, nowhere);
    expect(split.count).toBe(2);
    expect(split.folder).toBe(join(folder, "tiny"));
  });

  test("prefers VMOE_BENCH_DATA to the cache", async () => {
    const folder = await temporaryFolder();
    const places = { data: join(folder, "data"), cache: join(folder, "cache") };
    const open = () => openDefined(tinyCifar(), { split: "test" }, places);
    await write(join(folder, "cache", "tiny"), ["test.bin"]);
    expect((await open()).folder).toBe(join(folder, "cache", "tiny"));
    await write(join(folder, "data"), ["test.bin"]);
    expect((await open()).folder).toBe(join(folder, "data"));
  });

  test("does not pass over a folder that the user gave", async () => {
    const folder = await temporaryFolder();
    const places = { data: join(folder, "data"), cache: folder };
    await write(places.data, ["test.bin"]);
    const options = { split: "test", dir: join(folder, "typo"), allowDownload: true } as const;
    await expect(openDefined(tinyCifar(), options, places)).rejects.toThrow(
      expect.objectContaining({ code: "missing-file" }),
    );
  });

  test("names the file that one of several lacks", async () => {
    const folder = await temporaryFolder();
    await write(folder, ["a.bin"]);
    const opened = openDefined(tinyCifar(), { split: "train", dir: folder }, nowhere);
    await expect(opened).rejects.toThrow(`The folder ${folder} has no b.bin[.gz].`);
  });

  test("names the places and the remedies when it is nowhere", async () => {
    const folder = await temporaryFolder();
    const places = { data: join(folder, "data"), cache: join(folder, "cache") };
    const opened = openDefined(tinyCifar(), { split: "test" }, places);
    await expect(opened).rejects.toThrow(expect.objectContaining({ code: "dataset-not-found" }));
    await expect(opened).rejects.toMatchObject({
      message: `The test images of Tiny are in none of: ${join(folder, "data", "tiny")}, ${join(folder, "data")}, ${join(folder, "cache", "tiny")}.`,
      remedy:
        "Set VMOE_BENCH_DATA to a folder with the binary version from nowhere, or allow the download with --allow-download.",
    });
  });

  test("says which names are near an unknown one", async () => {
    expect(() => openDataset("fashon-mnist", { split: "test" })).toThrow(
      expect.objectContaining({ code: "unknown-name" }),
    );
    expect(() => openDataset("cifar-100", { split: "test" })).toThrow('"cifar100"');
  });

  test("locates without reading", async () => {
    const folder = await temporaryFolder();
    expect(await locateDataset("fashion-mnist", { split: "test" })).toBe(shipped);
    expect(await locateDataset("cifar10", { split: "test", dir: folder })).toBeNull();
  });

  test("stops at once when told to", async () => {
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(openDataset("fashion-mnist", { split: "test", signal })).rejects.toThrow("stop");
  });
});

const sharedData = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const realData = process.env["VMOE_BENCH_DATA"] || sharedData;
const realCifar = join(realData, "cifar-100-binary");
describe("real CIFAR-100", () => {
  const absent = !existsSync(join(realCifar, "test.bin.gz"));
  test.skipIf(absent)(
    `opens from its folder${absent ? ` (skipped: ${realCifar} has no test.bin.gz)` : ""}`,
    { timeout: 30_000 },
    async () => {
      const split = await openDataset("cifar100", { split: "test", dir: realCifar });
      expect(split.count).toBe(10_000);
      // A hundred images of each fine class, five hundred of each coarse class, as published.
      const perClass = split.info.classes.map((_, k) => split.labels.filter((l) => l === k).length);
      expect(perClass).toEqual(Array(100).fill(100));
      expect(split.coarseLabels?.filter((l) => l === 19)).toHaveLength(500);
      expect(split.info.coarseClasses).toHaveLength(20);
      const names = await readFile(join(realCifar, "fine_label_names.txt"), "utf8");
      expect(split.info.classes).toEqual(names.trim().split("\n"));
    },
  );
});
