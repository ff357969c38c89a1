import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { checkJson } from "@vmoe-bench/contracts";
import { projectRoot, trainingRecordsRoot } from "@vmoe-bench/files";
import { zooModels } from "@vmoe-bench/models/zoo";
import { readTrainings } from "@vmoe-bench/runner";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { loadRecipe } from "./load-recipe.ts";
import { recipeHash } from "./recipe.ts";

const folder = path.join(projectRoot, "recipes");
const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".json"));
const fileOf = new Map(
  files.map((file) => [path.basename(file, ".json"), path.join(folder, file)]),
);
const { results } = await readTrainings(trainingRecordsRoot);

/** The first digits of what recipes had as their hash when a queue began to train them. */
const queued: Record<string, string> = {
  "hanzi-6x16-auxiliary": "d98d7f127f9a3746",
  "hanzi-6x16-vmoe-from-auxiliary": "543c3863b4e8b1fe",
  "hanzi-6x16": "9b4b746c6d2844da",
  "hanzi-6x32-adamw-auxiliary": "e22bef1f4ad0dfa3",
  "hanzi-6x32-adamw-vmoe": "2a3908184fbd3ee6",
  "hanzi-6x32-adamw": "da699956d39be8ae",
  "hanzi-6x32-auxiliary": "d5180fa8be56bcfb",
  "hanzi-6x32-c10-auxiliary": "f1c6e60dfdf9b273",
  "hanzi-6x32-c10-vmoe-from-auxiliary": "368f09fa814bbd69",
  "hanzi-6x32-c10-vmoe": "3f7e34803709998b",
  "hanzi-6x32-c10": "069285ed3ea1c35e",
  "hanzi-6x32-c100-auxiliary": "6dc378bbd97d5d8d",
  "hanzi-6x32-c100-vmoe-from-auxiliary": "f8e3325b4055dcad",
  "hanzi-6x32-c100-vmoe": "88c59ee00d6fdc82",
  "hanzi-6x32-c100": "873f5c464961b9a7",
  "hanzi-6x32-c1000-auxiliary": "edfb27ede87d7d6d",
  "hanzi-6x32-c1000-vmoe-from-auxiliary": "3d8dfcb0c0bf949c",
  "hanzi-6x32-c1000-vmoe": "af0fff069177b81f",
  "hanzi-6x32-c1000": "a1370af7b57025f4",
  "hanzi-6x32-c45-auxiliary": "60f2ca142ca6938b",
  "hanzi-6x32-c45-vmoe-from-auxiliary": "f9a3adb17eddf797",
  "hanzi-6x32-c45-vmoe": "852d8e3377449b6b",
  "hanzi-6x32-c45": "ce1aa48dc94ed78c",
  "hanzi-6x32-c450-auxiliary": "00d08e7b5ad6e241",
  "hanzi-6x32-c450-vmoe-from-auxiliary": "cb636c7d4201470c",
  "hanzi-6x32-c450-vmoe": "84dc19e2cd57a684",
  "hanzi-6x32-c450": "715f6f011edefbd3",
  "hanzi-6x32-vmoe-from-auxiliary": "f844ec5075c9db3f",
  "hanzi-6x32-vmoe": "4e9418b29fd6f04b",
  "hanzi-6x32": "02e51649d4bc30fe",
};

describe("the recipes that come with the project", () => {
  test("are what the records were trained from", async () => {
    expect(results.length).toBeGreaterThan(60);
    for (const { name, seed, recipeSha256 } of results) {
      const recipe = await loadRecipe(fileOf.get(name) ?? name, { seed });
      expect(`${name} ${recipeHash(recipe)}`).toBe(`${name} ${recipeSha256}`);
    }
  });

  test("are of the shipped models", async () => {
    const cards = await zooModels();
    expect(cards.length).toBeGreaterThan(8);
    for (const { id, config } of cards) {
      const { model } = await loadRecipe(fileOf.get(id) ?? id);
      expect(model).toEqual(config);
    }
  });

  test("are what a queue has begun to train", async () => {
    const hashes: Record<string, string> = {};
    for (const name of Object.keys(queued))
      hashes[name] = recipeHash(await loadRecipe(fileOf.get(name) ?? name)).slice(0, 16);
    expect(hashes).toEqual(queued);
  });

  test.each([...fileOf])("%s says why it is there", async (_, file) => {
    const own = checkJson(
      z.looseObject({ description: z.string() }),
      await readFile(file, "utf8"),
      file,
    );
    expect(own.description.length).toBeGreaterThan(20);
  });
});
