import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findTrainingImages, writeTestList } from "./image-files.ts";

test("where a table says the splits, a run finds the test images by that table", async () => {
  const root = await mkdtemp(join(tmpdir(), "image-files-"));
  onTestFinished(async () => rm(root, { recursive: true }));
  const names = ["1.png", "2.png", "3.png", "4.png"];
  for (const name of names) await writeFile(join(root, name), "");
  const table = join(root, "any.csv");
  const rows = ["1.png,a,train", "2.png,b,train", "3.png,a,test", "4.png,b,val"];
  await writeFile(table, ["path,label,split", ...rows].join("\n"));
  const list = join(root, "list.csv");
  const asked = [
    [root, table, { data: root, labels: table }],
    [table, null, { data: table, labels: undefined }],
  ] as const;
  for (const [path, labels, expected] of asked) {
    const found = await findTrainingImages(path, { labels });
    expect(found.train.images.map(({ name }) => name)).toEqual(["1.png", "2.png"]);
    expect(found.test.images.map(({ name }) => name)).toEqual(["3.png"]);
    expect(await writeTestList(found, list)).toEqual(expected);
  }
  expect(existsSync(list)).toBe(false);
});
