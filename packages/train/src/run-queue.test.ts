import { fileURLToPath } from "node:url";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loadRecipe } from "./recipe/load-recipe.ts";
import type { Recipe } from "./recipe/recipe.ts";
import { planQueue, type QueuedRun, type RunEnding, runQueue } from "./run-queue.ts";

const recipes = fileURLToPath(new URL("testing/recipes/", import.meta.url));
const load = (name: string, seed = 0) => loadRecipe(path.join(recipes, name), { seed });

let dense: Recipe;
let vmoe: Recipe;
let otherSeed: Recipe;
beforeAll(async () => {
  dense = await load("tiny-vit.json");
  vmoe = await load("tiny-vmoe-e3.json");
  otherSeed = await load("tiny-vmoe-e3.json", 1);
});

describe("planQueue", () => {
  test("a baseline comes once, before its V-MoEs, whoever asks for it", () => {
    const second = { ...vmoe, name: "second" };
    const plan = planQueue([vmoe, otherSeed, second, dense]);
    expect(plan.map(({ id, asked, needs }) => [id, asked, needs])).toEqual([
      ["tiny-vit-seed0", true, undefined],
      ["tiny-vmoe-e3-seed0", true, "tiny-vit-seed0"],
      ["tiny-vit-seed1", false, undefined],
      ["tiny-vmoe-e3-seed1", true, "tiny-vit-seed1"],
      ["second-seed0", true, "tiny-vit-seed0"],
    ]);
  });

  test("two recipes of one name are refused", () => {
    const other = { ...dense, settings: { ...dense.settings, labelSmoothing: 0.3 } };
    expect(() => planQueue([vmoe, other])).toThrow(
      'the queue: two recipes have the name "tiny-vit".',
    );
  });
});

const run = (id: string, needs?: string): QueuedRun => ({ id, recipe: dense, asked: true, needs });
const finished: RunEnding = { status: "finished" };
const nothing = new AbortController().signal;

/** Runs that end when the test says so. */
function stage(signal = nothing) {
  const open = new Map<string, (ending: RunEnding) => void>();
  const started: string[] = [];
  const trainOne = ({ id }: QueuedRun) => {
    started.push(id);
    return new Promise<RunEnding>((resolve, reject) => {
      open.set(id, resolve);
      signal.addEventListener("abort", () => {
        reject(new Error("stopped"));
      });
    });
  };
  const end = async (id: string, ending = finished) => {
    open.get(id)?.(ending);
    await new Promise(setImmediate);
  };
  return { started, trainOne, end };
}

describe("runQueue", () => {
  test("two at a time, never a V-MoE before its baseline, and no baseline twice", async () => {
    const { started, trainOne, end } = stage();
    const queue = runQueue([run("a"), run("b", "a"), run("c", "a"), run("d"), run("e")], {
      jobs: 2,
      trainOne,
      signal: nothing,
    });
    await end("none");
    expect(started).toEqual(["a", "d"]);
    await end("d");
    expect(started).toEqual(["a", "d", "e"]);
    await end("a");
    expect(started).toEqual(["a", "d", "e", "b"]);
    await end("e");
    await end("b");
    await end("c");
    expect([...(await queue).keys()]).toEqual(["d", "a", "e", "b", "c"]);
  });

  test("what fails is kept, its V-MoEs are not tried, and the rest goes on", async () => {
    const { started, trainOne, end } = stage();
    const queue = runQueue([run("a"), run("b", "a"), run("c")], {
      jobs: 1,
      trainOne,
      signal: nothing,
    });
    await end("a", { status: "failed", message: "The loss is NaN.", remedy: "" });
    await end("c");
    const endings = await queue;
    expect(started).toEqual(["a", "c"]);
    expect(endings.get("b")).toMatchObject({ message: "Its dense baseline a failed." });
    expect(endings.get("c")).toEqual(finished);
  });

  test("stopped, it waits for all that was running and starts nothing more", async () => {
    const control = new AbortController();
    const { started, trainOne, end } = stage(control.signal);
    const queue = runQueue([run("a"), run("b"), run("c")], {
      jobs: 2,
      trainOne,
      signal: control.signal,
    });
    await end("none");
    control.abort();
    await expect(queue).rejects.toThrow("stopped");
    expect(started).toEqual(["a", "b"]);
  });
});
