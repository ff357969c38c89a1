import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { memory } from "@tensorflow/tfjs-core";
import {
  checkJson,
  cardTrainingSchema,
  trainingResultSchema,
  wholePicture,
  type TrainingResult,
} from "@vmoe-bench/contracts";
import { openDataset } from "@vmoe-bench/dataset";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadRecipe } from "../recipe/load-recipe.ts";
import type { Recipe, VmoeRecipe } from "../recipe/recipe.ts";
import { partOf } from "../testing/splits.ts";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { cardTraining } from "./training-result.ts";
import type { TrainingData } from "./prepared-data.ts";
import type { StepProgress } from "./train-epochs.ts";
import { train, type TrainOptions } from "./train.ts";

const recipes = fileURLToPath(new URL("../testing/recipes/", import.meta.url));

/** Parts of the shipped test images, since the training images are not at hand everywhere. */
let data: TrainingData;
let few: TrainingData;
let dense: Recipe;
let vmoe: VmoeRecipe;
let directory: string;

beforeAll(async () => {
  const shipped = await openDataset("fashion-mnist", { split: "test" });
  data = { train: partOf(shipped, "train", 0, 6000), test: partOf(shipped, "test", 6000, 4000) };
  few = { train: partOf(shipped, "train", 0, 1500), test: partOf(shipped, "test", 1500, 500) };
  dense = await loadRecipe(path.join(recipes, "tiny-vit.json"));
  const sparse = await loadRecipe(path.join(recipes, "tiny-vmoe-e3.json"));
  if (sparse.kind !== "vmoe") throw new Error("tiny-vmoe-e3 is a V-MoE's recipe.");
  vmoe = sparse;
});
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "train-"));
});
afterEach(() => rm(directory, { recursive: true }));

function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return { directory, resume: false, commit: "abc", ...more };
}

/** What a run wrote beside its checkpoint. */
async function recordOf(run: { folder: string } | undefined): Promise<TrainingResult> {
  const file = path.join(run?.folder ?? "", "record.json");
  return checkJson(trainingResultSchema, await readFile(file, "utf8"), file);
}

/** Stops a run in the given step. */
function stopIn(name: string, epoch: number, step: number): Partial<TrainOptions> {
  const control = new AbortController();
  let current = "";
  return {
    signal: control.signal,
    reporter: {
      onModel: (model) => {
        current = model.name;
      },
      onStep: (at) => {
        if (current === name && at.epoch === epoch && at.step === step) control.abort();
      },
    },
  };
}

describe.skipIf(whyNoTfjs !== undefined)(
  `training ${whyNoTfjs ?? ""}`,
  { timeout: 180_000 },
  () => {
    test("a tiny V-MoE learns, its router learns the super-classes, and no tensors are left", async () => {
      const tensors: number[] = [];
      const steps: StepProgress[] = [];
      const before = memory().numTensors;
      const reporter = {
        onStep(progress: StepProgress) {
          tensors.push(memory().numTensors);
          steps.push(progress);
        },
      };
      const trained = await train(vmoe, data, options({ reporter }));

      const { curve, record } = trained;
      const { test: tested } = record;
      const superClasses = record.superClasses?.members ?? [];
      expect(curve).toHaveLength(3);
      expect(curve.at(-1)?.loss).toBeLessThan((curve[0]?.loss ?? 0) * 0.8);
      expect(curve.at(-1)?.routerLoss).toBeLessThan(curve[0]?.routerLoss ?? 0);
      expect(tested?.top1).toBeGreaterThan(0.5);
      expect(tested?.images).toBe(4000);
      expect(superClasses.flat().toSorted()).toEqual(data.test.info.classes.toSorted());
      // Its gate weighs: an expert that is forced would count as little as the router believes in it.
      expect(record.heldOut.oracleTop1).toBeNull();
      // Always the largest super-class would be right for its part of the classes.
      const largest = Math.max(...superClasses.map((names) => names.length)) / 10;
      expect(tested?.routerAccuracy).toBeGreaterThan(largest + 0.1);

      const baseline = tensors.slice(0, tensors.length / 2);
      expect(new Set(baseline).size).toBe(1);
      expect(new Set(tensors.slice(baseline.length)).size).toBe(1);
      expect(memory().numTensors).toBe(before);
      expect(steps.at(-1)).toMatchObject({ epoch: 3, epochs: 3, step: 75, steps: 75 });
      expect(steps.at(-1)?.secondsLeft).toBeCloseTo(0, 6);
      expect(trained.baseline?.name).toBe("tiny-vit");
      expect((await readdir(trained.folder)).toSorted()).toEqual([
        "checkpoint.safetensors",
        "curve.csv",
        "events.out.tfevents.0.vmoe-bench",
        "record.json",
        "super-classes.json",
      ]);
      expect(await recordOf(trained)).toEqual(record);
      const card = cardTrainingSchema.parse(cardTraining(record, wholePicture));
      expect(card).toMatchObject({ seed: 0, epochs: 3, commit: "abc", superClasses });
    });

    test("stopped and resumed it ends with the same numbers, bit for bit", async () => {
      const whole = await train(vmoe, few, options({ directory: path.join(directory, "whole") }));
      const inParts = path.join(directory, "parts");
      for (const stop of [stopIn("tiny-vit", 2, 10), stopIn("tiny-vmoe-e3", 2, 7)])
        await expect(
          train(vmoe, few, options({ directory: inParts, resume: true, ...stop })),
        ).rejects.toThrow(
          `Training tiny-vmoe-e3 was stopped. Each whole epoch is kept in ${inParts}.`,
        );
      const resumed = await train(vmoe, few, options({ directory: inParts, resume: true }));

      expect(resumed.weights).toEqual(whole.weights);
      expect(resumed.baseline?.weights).toEqual(whole.baseline?.weights);
      expect(resumed.superClasses).toEqual(whole.superClasses);
      expect(resumed.record.test).toEqual(whole.record.test);
      const numbers = ({ curve }: typeof whole) =>
        curve.map((point) => ({ ...point, seconds: 0, imagesPerSecond: 0 }));
      expect(numbers(resumed)).toEqual(numbers(whole));
    });

    test("branched from its baseline, with every augmentation, rates and dropout of its own, Muon and averaged weights, it resumes as exactly", async () => {
      const augmentation = {
        ...dense.settings.augmentation,
        randAugment: { operations: 1, magnitude: 0.3 },
        erasing: 0.2,
        mixup: 0.2,
        cutmix: 1,
        patchDropout: { rate: 0.5, epochs: 2 },
      };
      const optimiser = { ...vmoe.settings.optimiser, muon: { momentum: 0.9 } };
      const settings = { ...vmoe.settings, optimiser, augmentation, ema: 0.9, keepEpochs: [1] };
      const branched: Recipe = {
        ...vmoe,
        model: { ...vmoe.model, moe: { ...vmoe.model.moe, gate: "normalized" } },
        settings,
        expertDropout: 0.2,
        expertRate: 0.5,
        routerWarmUp: true,
        startEpoch: 1,
        baseline: { ...vmoe.baseline, settings },
      };
      const run = (name: string, more: Partial<TrainOptions> = {}) =>
        train(branched, few, {
          ...options({ directory: path.join(directory, name), resume: true, heldOutOnly: true }),
          ...more,
        });
      const whole = await run("whole");
      await expect(run("parts", stopIn(vmoe.name, 3, 4))).rejects.toThrow("was stopped");
      const resumed = await run("parts");

      expect(resumed.weights).toEqual(whole.weights);
      expect(whole.curve[0]).toEqual(whole.baseline?.curve[0]);
      expect(whole.curve).toHaveLength(3);
      expect(whole.record.test).toBeNull();
      const { top1, oracleTop1 } = whole.record.heldOut;
      expect(oracleTop1).toBeGreaterThan(top1 - 0.05);
      const baseline = await recordOf(whole.baseline);
      expect(baseline.heldOut.oracleTop1).toBeNull();
      expect(whole.record.heldOut.expertUse.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      expect(() => cardTraining(whole.record, wholePicture)).toThrow("test");
    });

    test.each(["image", "token"] as const)(
      "a router of every %s learns end to end",
      async (routing) => {
        const router = { kind: "end-to-end", balance: 0.01, noise: undefined } as const;
        const model = { ...vmoe.model, moe: { ...vmoe.model.moe, routing } };
        const trained = await train({ ...vmoe, model, router }, few, options());
        const { curve, record } = trained;
        expect(curve.at(-1)?.classLoss).toBeLessThan((curve[0]?.classLoss ?? 0) * 0.9);
        expect(curve.at(-1)?.routerLoss).toBeLessThan(0.2);
        expect(record.superClasses).toBeNull();
        expect(record.heldOut.expertUse).toHaveLength(routing === "image" ? 3 : 0);
      },
    );

    test("another recipe does not go on from this one's checkpoint", async () => {
      const first = stopIn("tiny-vit", 2, 1);
      await expect(train(dense, few, options(first))).rejects.toThrow("was stopped");
      const other = { ...dense, settings: { ...dense.settings, labelSmoothing: 0.1 } };
      await expect(train(other, few, options({ resume: true }))).rejects.toThrow(
        "was made with another recipe.",
      );
      const altered = { ...few, train: { ...few.train, sha256: "1".repeat(64) } };
      await expect(train(dense, altered, options({ resume: true }))).rejects.toThrow(
        "was made with another data file.",
      );
    });

    test("a loss that is no number stops it and names the last good checkpoint", async () => {
      const { settings } = dense;
      const optimiser = { ...settings.optimiser, learningRate: 1e30, clipNorm: undefined };
      const wild = { ...dense, settings: { ...settings, optimiser } };
      await expect(train(wild, data, options())).rejects.toThrow(
        /^Training tiny-vit diverged: the .* in epoch 1, step \d+\. No epoch was finished\.$/,
      );
    });
  },
);

test("a batch larger than the images is found before training", async () => {
  const large = { ...dense, settings: { ...dense.settings, batch: 6000 } };
  await expect(train(large, data, options())).rejects.toThrow(
    /^Recipe tiny-vit: "batch": 6000 is more than the 4\d\d\d images to train on\.$/,
  );
});

test("a folder that can't be written is found before training", async () => {
  const inFile = path.join(fileURLToPath(import.meta.url), "runs");
  await expect(train(dense, data, options({ directory: inFile }))).rejects.toMatchObject({
    code: "file-not-writable",
  });
});
