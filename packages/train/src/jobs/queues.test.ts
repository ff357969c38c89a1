import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { expect, test } from "vitest";
import { projectRoot, readQueue, recipePath } from "@vmoe-bench/files";

test("every queue that comes with the project names recipes that can be trained", async () => {
  const queues = (await readdir(join(projectRoot, "queues"))).map((file) => file.slice(0, -5));
  expect(queues).toContain("ablation");
  const names = (await Promise.all(queues.map(readQueue))).flat().flatMap(({ recipes }) => recipes);
  for (const name of names) {
    const recipe = await loadRecipe(await recipePath(name));
    expect(name.split("/").at(-1)).toBe(recipe.name);
  }
});

test("the ablation's queue has all of its recipes", async () => {
  const files = await readdir(join(projectRoot, "recipes/ablation"));
  const queued = (await readQueue("ablation")).flatMap(({ recipes }) => recipes);
  expect(queued.filter((name) => name.startsWith("ablation/")).toSorted()).toEqual(
    files.map((file) => `ablation/${file.slice(0, -5)}`).toSorted(),
  );
});
