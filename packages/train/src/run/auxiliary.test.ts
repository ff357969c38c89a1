import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  decodeClasses,
  trainingResultSchema,
  vitConfigSchema,
  type Tensor,
} from "@vmoe-bench/contracts";
import { beforeAll, describe, expect, test } from "vitest";
import { initialWeights, Network } from "../model/network.ts";
import { lossAndGradients } from "../model/training-step.ts";
import {
  type AuxiliaryRecipe,
  type DenseRecipe,
  networkConfig,
  recipeHash,
  trainedShapes,
  type VmoeRecipe,
} from "../recipe/recipe.ts";
import { denseRecipeSchema } from "../recipe/schema.ts";
import { drawnStream, madeUpSplit } from "../testing/splits.ts";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { checkpointIn, keptIn } from "./run-folder.ts";
import { train, type TrainedModel } from "./train.ts";

const size = { imageSize: 8, channels: 1, patch: 4, width: 8, depth: 2, heads: 2, mlpWidth: 16 };
const { model, ...settings } = denseRecipeSchema.parse({
  dataset: "fashion-mnist",
  model: { ...size, classes: 300 },
  epochs: 2,
  batch: 64,
  optimiser: { learningRate: 0.01 },
  stream: { imagesPerEpoch: 600 },
  keepEpochs: [1],
});
const baseline: DenseRecipe = { kind: "dense", name: "dense", model, settings };
const { moe: head } = vitConfigSchema.parse({ ...model, moe: { experts: 3, layers: 1 } });
if (head === undefined) throw new Error("The config was given experts.");
const router = {
  kind: "super-classes",
  from: "random",
  clustering: "spectral",
  confusion: "soft",
  lambda: 0.3,
  routeByLabel: 0,
} as const;
const auxiliary: AuxiliaryRecipe = {
  kind: "auxiliary",
  name: "auxiliary",
  model,
  settings,
  baseline,
  router,
  head,
};
const sparse: VmoeRecipe = {
  kind: "vmoe",
  name: "sparse",
  model: { ...model, moe: head },
  settings,
  baseline: auxiliary,
  router: { ...router, routeByLabel: 1 },
  startEpoch: 1,
};

const zeros = (dims: readonly number[]): Tensor => ({
  dims,
  data: new Float32Array(dims.reduce((a, b) => a * b, 1)),
});

describe.skipIf(whyNoTfjs !== undefined)("an auxiliary loss", () => {
  test("is λ times the router's cross-entropy, routes nothing, and moves the router", () => {
    const weights = new Map(initialWeights(trainedShapes(auxiliary), 0));
    for (const name of ["router.weight", "router.bias"])
      weights.set(name, zeros(weights.get(name)?.dims ?? []));
    const network = new Network(networkConfig(auxiliary), weights);
    const images = Float32Array.from({ length: 4 * 64 }, (_, i) => Math.sin(i));
    const batch = { images, labels: Uint16Array.of(0, 1, 299, 0), share: 1 };
    const superClassOf = Array.from({ length: 300 }, (_, label) => (label === 299 ? 2 : label % 2));
    const target = { kind: "super-classes", superClassOf, lambda: 0.3, byLabel: false } as const;
    const { losses, gradients } = lossAndGradients(network, batch, 0, {
      target,
      dropout: undefined,
    });
    // A router of zeros gives each of three super-classes 1/3: ln 3 = 1.0986, of which 0.3 count.
    expect(losses.routerLoss).toBeCloseTo(Math.log(3), 5);
    expect(losses.loss - losses.classLoss).toBeCloseTo(0.3 * Math.log(3), 5);
    // λ (1/3 − the part of the images in each super-class): 2, 1 and 1 of 4.
    const place = [...weights.keys()].indexOf("router.bias");
    const moved = [...(gradients[place] ?? [])];
    for (const [expert, part] of [0.5, 0.25, 0.25].entries())
      expect(moved[expert]).toBeCloseTo(0.3 * (1 / 3 - part), 5);

    const dense = new Map([...weights].filter(([name]) => !name.startsWith("router.")));
    const plain = lossAndGradients(new Network(model, dense), batch, 0, undefined);
    expect(plain.losses.classLoss).toBeCloseTo(losses.classLoss, 6);
    expect(plain.losses.routerLoss).toBeUndefined();
  });

  describe("on a stream of 300 classes", () => {
    let directory: string;
    let aux: TrainedModel;
    let experts: TrainedModel;
    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), "auxiliary-"));
      const data = { train: drawnStream(), test: madeUpSplit([0]) };
      const options = { directory, resume: false, heldOutOnly: true, commit: "commit" };
      aux = await train(auxiliary, data, options);
      experts = await train(sparse, data, options);
      return () => rm(directory, { recursive: true });
    }, 60_000);

    test("its model is a dense one: the router is thrown away", () => {
      expect(aux.config.moe).toBeUndefined();
      expect([...aux.weights.keys()].filter((name) => name.includes("router"))).toEqual([]);
      expect(aux.record.heldOut.expertUse).toHaveLength(3);
      expect(aux.curve.every(({ routerLoss = 0 }) => routerLoss > 0)).toBe(true);
    });

    test("a V-MoE goes on from it: its curve, its MLPs in every expert, its router", async () => {
      expect(experts.curve[0]).toEqual(aux.curve[0]);
      expect(experts.superClasses?.superClassOf).toEqual(aux.superClasses?.superClassOf);
      const kept = await stateOf(auxiliary, keptIn(aux.folder, 1));
      const { weights } = kept ?? { weights: new Map<string, Tensor>() };
      expect(weights.get("router.weight")?.dims).toEqual([3, 8]);
      const after = await stateOf(sparse, checkpointIn(experts.folder));
      // Nine of 600 / 64 steps in the epoch of its own.
      expect(after?.progress.steps).toBe(18);
      expect(after?.weights.get("blocks.1.mlp.fc1.weight")?.dims).toEqual([3, 16, 8]);
    });

    test("its record says what it is, with labels in two bytes", () => {
      const result = trainingResultSchema.parse(aux.record);
      expect(result).toMatchObject({
        baseline: "dense",
        routing: { kind: "auxiliary", experts: 3, layers: 1, from: "random", lambda: 0.3 },
        dataset: { images: 1_200, heldOut: 600 },
      });
      const labels = decodeClasses(result.heldOut.labels, 300);
      expect(labels.slice(298, 302)).toEqual([298, 299, 0, 1]);
      const sparseResult = trainingResultSchema.parse(experts.record);
      expect(sparseResult).toMatchObject({ baseline: "dense", startEpoch: 1 });
      const { heldOut } = sparseResult;
      const short = { ...sparseResult, heldOut: { ...heldOut, predicted: "AAAA" } };
      expect(() => trainingResultSchema.parse(short)).toThrow("two bytes an image");
    });

    function stateOf(recipe: AuxiliaryRecipe | VmoeRecipe, file: string) {
      const superClasses = [...(aux.superClasses?.superClassOf ?? [])];
      const identity = { recipe: recipeHash(recipe), data: "0".repeat(64), superClasses };
      return loadCheckpoint(file, identity, trainedShapes(recipe));
    }
  });
});
