import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openDataset } from "@vmoe-bench/dataset";
import { gather, normalise } from "@vmoe-bench/dataset/select";
import { runReference } from "@vmoe-bench/model";
import { describe, expect, test } from "vitest";
import { loadRecipe } from "../recipe/load-recipe.ts";
import { recipeHash } from "../recipe/recipe.ts";
import type { JsonFields } from "../recipe/recipe-file.ts";
import { upcyclingRecipe } from "../recipe/upcycling-recipe.ts";
import { partOf } from "../testing/splits.ts";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { branchedFrom } from "./training-state.ts";
import { train } from "./train.ts";
import { upcycle } from "./upcycle.ts";

const recipeFile = fileURLToPath(new URL("../testing/recipes/tiny-vit.json", import.meta.url));

const settings = {
  name: "upcycled",
  tuned: "tuned",
  dense: "given@0123",
  dataset: "fashion-mnist",
  experts: 3,
  layers: 1,
  epochs: 1,
  batch: 64,
  learningRate: 0.002,
  lambda: 0.3,
  heldOut: 0.2,
  seed: 0,
};

describe.skipIf(whyNoTfjs !== undefined)(
  `upcycling ${whyNoTfjs ?? ""}`,
  { timeout: 60_000 },
  () => {
    test("begins as exactly the dense model, and ends with experts of its own", async () => {
      const shipped = await openDataset("fashion-mnist", { split: "test" });
      const data = {
        train: partOf(shipped, "train", 0, 3000),
        test: partOf(shipped, "test", 3000, 1000),
      };
      const directory = await mkdtemp(path.join(tmpdir(), "upcycle-"));
      const options = { directory, commit: "commit" };
      const dense = await train(await loadRecipe(recipeFile), data, { ...options, resume: false });
      const recipe = upcyclingRecipe(dense.config, settings);

      const { weights } = dense;
      const progress = {
        schemaVersion: 1,
        identity: { recipe: "", data: "", superClasses: null },
        steps: 0,
        curve: [],
      } as const;
      const start = branchedFrom(
        { weights, m: weights, v: weights, ema: undefined, progress: { ...progress, curve: [] } },
        recipe,
        progress.identity,
      );
      const images = normalise(gather(data.test.images, [0, 1, 2]), dense.normalisation);
      const logits = (config: typeof dense.config, of: typeof weights) =>
        runReference({ kind: "defined", id: "m", config, weights: of }, images).logits;
      expect(logits(recipe.model, start.weights)).toEqual(logits(dense.config, weights));

      const { sparse, tuned, given } = await upcycle(recipe, dense, data, {
        ...options,
        resume: false,
      });
      expect(given.test).toBe(dense.record.test?.top1);
      // The dense model learned on, for as long and with all that its V-MoE had but a router.
      expect(tuned.config).toEqual(dense.config);
      expect(tuned.weights).not.toEqual(dense.weights);
      expect(tuned.curve).toHaveLength(1);
      expect(tuned.record).toMatchObject({ name: "tuned", baseline: null, startEpoch: 0 });
      expect(sparse.record.baseline).toBe("tuned");
      expect(tuned.tested?.labels).toEqual(sparse.tested?.labels);
      const right = (tested: typeof tuned.tested) =>
        tested?.predicted.filter((label, i) => label === tested.labels[i]).length;
      expect(right(tuned.tested)).toBe(Math.round(1000 * (tuned.record.test?.top1 ?? 0)));
      expect(sparse.curve).toHaveLength(1);
      expect(sparse.normalisation).toEqual(dense.normalisation);
      const members = sparse.record.superClasses?.members ?? [];
      expect(members.flat().toSorted()).toEqual(shipped.info.classes.toSorted());
      // From the dense model's accuracy, and not from chance.
      const [before = 0, after = 0] = [dense, sparse].map(({ record }) => record.test?.top1);
      expect(after).toBeGreaterThan(before - 0.05);
      const largest = Math.max(...members.map((names) => names.length)) / 10;
      expect(sparse.record.test?.routerAccuracy).toBeGreaterThan(largest + 0.1);
      const fc1 = sparse.weights.get("blocks.1.mlp.fc1.weight");
      const size = (fc1?.data.length ?? 0) / 3;
      expect(fc1?.data.subarray(0, size)).not.toEqual(fc1?.data.subarray(size, 2 * size));

      const again = await upcycle(recipe, dense, data, { ...options, resume: true });
      expect(again.sparse.weights).toEqual(sparse.weights);
      expect(again.tuned.weights).toEqual(tuned.weights);
      await rm(directory, { recursive: true });
    });
  },
);

test("a recipe is refused for more experts than classes, or for a model that has some", async () => {
  const dense = await loadRecipe(recipeFile);
  expect(() => upcyclingRecipe(dense.model, { ...settings, experts: 11 })).toThrow(
    'upcycling of given@0123: "moe.experts": 11 super-classes need at least as many classes, and there are 10.',
  );
  expect(() => upcyclingRecipe(dense.model, { ...settings, layers: 3 })).toThrow(
    '"moe.layers": 3 is more than the depth 2',
  );
  const { model } = upcyclingRecipe(dense.model, settings);
  expect(() => upcyclingRecipe(model, settings)).toThrow("it has experts already");
});

test("a recipe takes the fields of any other, and what is asked by name is laid over them", async () => {
  const dense = await loadRecipe(recipeFile);
  const fields = {
    epochs: 7,
    ema: 0.9,
    optimiser: { muon: {} },
    augmentation: { flip: true },
    moe: { reads: "tokens" },
    router: { clustering: "louvain" },
    expertDropout: 0.2,
  };
  const { epochs: _, ...unsaid } = settings;
  const recipe = upcyclingRecipe(dense.model, { ...unsaid, fields });
  expect(recipe.settings).toMatchObject({ epochs: 7, ema: 0.9, batch: 64, warmUpEpochs: 0.5 });
  expect(recipe.settings.optimiser).toMatchObject({ learningRate: 0.002, muon: {}, clipNorm: 1 });
  expect(recipe.model.moe).toMatchObject({ experts: 3, reads: "tokens", gate: "normalized" });
  expect(recipe.router).toMatchObject({ clustering: "louvain", routeByLabel: 0.5, lambda: 0.3 });
  expect(recipe.expertDropout).toBe(0.2);
  expect(upcyclingRecipe(dense.model, { ...settings, fields }).settings.epochs).toBe(1);
  const { lambda: __, ...free } = settings;
  const router = { kind: "end-to-end" };
  const endToEnd = { fields: { router, moe: { gate: "softmax" } } };
  expect(upcyclingRecipe(dense.model, { ...free, ...endToEnd }).router.kind).toBe("end-to-end");
  const refused = (wrong: JsonFields) => () =>
    upcyclingRecipe(dense.model, { ...settings, epochs: 4, fields: wrong });
  expect(refused({ model: {} })).toThrow('"model": it follows from the model that is upcycled');
  expect(refused({ moe: { k: 2 } })).toThrow('it needs "moe.k": 1');
  expect(refused({ epohcs: 3 })).toThrow('unknown key "epohcs"');
});

test("upcyclings of two dense models are two trainings", async () => {
  const { model } = await loadRecipe(recipeFile);
  const [one, other] = ["given@0123", "given@4567"].map((dense) =>
    upcyclingRecipe(model, { ...settings, dense }),
  );
  if (one === undefined || other === undefined) throw new Error("There are two.");
  expect(recipeHash(one)).not.toBe(recipeHash(other));
  expect(recipeHash(one.baseline)).not.toBe(recipeHash(other.baseline));
});
