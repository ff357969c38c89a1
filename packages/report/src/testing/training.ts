import { trainingResultSchema, vitConfigSchema, type TrainingResult } from "@vmoe-bench/contracts";

const config = {
  imageSize: 32,
  channels: 3,
  patch: 8,
  classes: 4,
  width: 16,
  depth: 6,
  heads: 2,
  mlpWidth: 64,
};
const moe = { experts: 2, layers: 2, k: 1, gate: "normalized" };
const base64 = (classes: readonly number[]) => Buffer.from(classes).toString("base64");
const column = [0.1];

/** Ten held-out images of class 1, of which the model has the first `right` right. */
export function denseResult(seed: number, right: number, more: Partial<TrainingResult> = {}) {
  return resultOf("vit", seed, right, { recipe: { epochs: 60, seed, model: 0 }, ...more });
}

export function sparseResult(seed: number, right: number, more: Partial<TrainingResult> = {}) {
  return resultOf("vmoe", seed, right, {
    baseline: "vit",
    config: vitConfigSchema.parse({ ...config, moe }),
    routing: {
      kind: "super-classes",
      from: "confusions",
      clustering: "spectral",
      confusion: "soft",
      lambda: 0.3,
      routeByLabel: 0,
    },
    startEpoch: 20,
    recipe: { epochs: 60, seed, model: 1, baseline: "vit", router: {}, startEpoch: 20 },
    ...more,
  });
}

/** Dense, with a router's loss over this many super-classes. */
export function auxiliaryResult(
  seed: number,
  right: number,
  { name = "loss", experts = 2 }: { readonly name?: string; readonly experts?: number } = {},
) {
  return resultOf(name, seed, right, {
    baseline: "vit",
    routing: {
      kind: "auxiliary",
      from: "confusions",
      clustering: "spectral",
      confusion: "soft",
      lambda: 0.3,
      experts,
      layers: 2,
      reads: "tokens",
    },
    recipe: { epochs: 60, seed, model: 0, baseline: "vit", auxiliary: { experts } },
  });
}

function resultOf(
  name: string,
  seed: number,
  right: number,
  more: Partial<TrainingResult>,
): TrainingResult {
  const predicted = Array.from({ length: 10 }, (_, i) => (i < right ? 1 : 2));
  return trainingResultSchema.parse({
    schemaVersion: 1,
    name,
    seed,
    baseline: null,
    config,
    routing: { kind: "dense" },
    startEpoch: 0,
    epochs: 60,
    recipe: {},
    recipeSha256: "a".repeat(64),
    dataset: { name: "cifar100", split: "train", sha256: "d".repeat(64), images: 90, heldOut: 10 },
    curve: {
      loss: column,
      trainAccuracy: column,
      heldOutAccuracy: column,
      routerLoss: [],
      heldOutRouterAccuracy: [],
    },
    heldOut: {
      top1: right / 10,
      images: 10,
      routerAccuracy: more.baseline === undefined ? null : 0.7,
      oracleTop1: more.baseline === undefined ? null : 0.85,
      expertUse: [],
      labels: base64(predicted.map(() => 1)),
      predicted: base64(predicted),
    },
    test: null,
    superClasses: null,
    seconds: 1500,
    imagesPerSecond: 1000,
    commit: "abc",
    ...more,
  });
}
