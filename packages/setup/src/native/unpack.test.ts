import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/workplace.ts";
import { zipOf } from "../testing/zip-of.ts";
import { unpack } from "./unpack.ts";

const archive = zipOf(
  new Map([
    ["a/one.h", Buffer.from("first")],
    ["a/two.so", Buffer.from("second")],
    ["unwanted", Buffer.from("third")],
  ]),
);
const files = new Map([
  ["a/one.h", "include/one.h"],
  ["a/two.so", "lib/two.so"],
]);

async function unpackBytes(content: Buffer, wanted = files, maxBytes = 100) {
  const folder = await temporaryFolder();
  const file = join(folder, "archive.zip");
  await writeFile(file, content);
  const told: number[][] = [];
  await unpack(file, join(folder, "out"), {
    files: wanted,
    maxBytes,
    onProgress: (...step) => told.push(step),
    signal: undefined,
  });
  return { told, read: (path: string) => readFile(join(folder, "out", path), "utf8") };
}

test("unpacks the wanted files to their new places and tells how far it is", async () => {
  const { told, read } = await unpackBytes(archive);
  expect(await read("include/one.h")).toBe("first");
  expect(await read("lib/two.so")).toBe("second");
  await expect(read("unwanted")).rejects.toThrow("ENOENT");
  // 5 and 6 bytes, 11 in all.
  expect(told).toEqual([
    [5, 11],
    [11, 11],
  ]);
});

test("refuses an archive that was truncated, at every length", async () => {
  for (let length = 0; length < archive.length; length += 7)
    await expect(unpackBytes(archive.subarray(0, length))).rejects.toThrow("can't be unpacked");
});

test("refuses a file whose content was altered", async () => {
  const altered = Buffer.from(archive);
  altered.write("SECOND", altered.indexOf("second"));
  await expect(unpackBytes(altered)).rejects.toThrow("a/two.so was altered");
});

test("refuses what is no archive", async () => {
  await expect(unpackBytes(Buffer.from("<html>blocked</html>"))).rejects.toThrow(
    "can't be unpacked",
  );
});

test("refuses an archive that lacks a wanted file, and names it", async () => {
  const wanted = new Map([...files, ["a/three.h", "include/three.h"]]);
  await expect(unpackBytes(archive, wanted)).rejects.toThrow("it lacks a/three.h");
});

test("refuses to unpack more than it may", async () => {
  await expect(unpackBytes(archive, files, 10)).rejects.toThrow("11 bytes, more than 10");
});

test("refuses a file that claims to be smaller than it is", async () => {
  const lying = Buffer.from(archive);
  // The uncompressed size stands 24 bytes into the last directory entry of a/two.so.
  const entry = lying.lastIndexOf("a/two.so") - 46;
  lying.writeUInt32LE(1, entry + 24);
  await expect(unpackBytes(lying)).rejects.toThrow("can't be unpacked");
});

test("refuses a target outside of the folder", async () => {
  const wanted = new Map([["a/one.h", "../../escaped"]]);
  await expect(unpackBytes(archive, wanted)).rejects.toThrow("outside of its folder");
});

test("refuses an archive with a path that leads out", async () => {
  const evil = zipOf(new Map([["../evil", Buffer.from("x")]]));
  const wanted = new Map([["../evil", "lib/evil"]]);
  await expect(unpackBytes(evil, wanted)).rejects.toThrow("can't be unpacked");
});
