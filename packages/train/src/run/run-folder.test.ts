import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { recipePath, trainingRecordsRoot } from "@vmoe-bench/files";
import { readResult } from "@vmoe-bench/runner";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { isFinished } from "./run-folder.ts";

test("a finished run is known by its record, of now or of before", async () => {
  const directory = await mkdtemp(path.join(tmpdir(), "finished-"));
  const recipe = await loadRecipe(await recipePath("ablation/ablation-vit"));
  const record = await readResult(path.join(trainingRecordsRoot, "ablation-vit-seed0.json"));
  const data = record?.dataset.sha256 ?? "";
  const run = path.join(directory, "ablation-vit-seed0");
  const whole = { heldOutOnly: false, data };
  expect(await isFinished(recipe, directory, whole)).toBe(false);

  await mkdir(run);
  const write = (value: unknown) =>
    writeFile(
      path.join(run, "record.json"),
      typeof value === "string" ? value : JSON.stringify(value),
    );
  await write(record);
  expect(await isFinished(recipe, directory, whole)).toBe(true);
  expect(await isFinished(recipe, directory, { ...whole, data: "other" })).toBe(false);
  const other = { ...recipe, settings: { ...recipe.settings, labelSmoothing: 0 } };
  expect(await isFinished(other, directory, whole)).toBe(false);

  await write({ ...record, test: null });
  expect(await isFinished(recipe, directory, whole)).toBe(false);
  expect(await isFinished(recipe, directory, { ...whole, heldOutOnly: true })).toBe(true);

  // As 0.1.0 wrote it: points for columns, no test where there was none, and no labels.
  const points = [{ epoch: 1, loss: 1, classLoss: 1, trainAccuracy: 0.5, heldOutAccuracy: 0.5 }];
  const heldOut = { top1: 0.27, images: 5000, expertUse: [] };
  const before = { ...record, curve: points, heldOut, superClasses: [], test: undefined };
  await write(before);
  expect(await isFinished(recipe, directory, whole)).toBe(false);
  expect(await isFinished(recipe, directory, { ...whole, heldOutOnly: true })).toBe(true);
  await write({
    ...before,
    test: { name: "cifar100", split: "test", sha256: data, top1: 0.28, images: 9 },
  });
  expect(await isFinished(recipe, directory, whole)).toBe(true);

  await write("{");
  await expect(isFinished(recipe, directory, whole)).rejects.toMatchObject({
    code: "broken-record",
  });
  await rm(directory, { recursive: true });
});
