import { trainingResultSchema, type TrainingResult } from "@vmoe-bench/contracts";

const config = { imageSize: 32, channels: 3, patch: 4, classes: 4 };
const size = { width: 64, depth: 6, heads: 2, mlpWidth: 256 };
const moe = { experts: 10, layers: 2, k: 1 };
const base64 = (classes: readonly number[]) => Buffer.from(classes).toString("base64");

/**
 * A training record with 100 held-out images of class 1, of which the model has the first `right`
 * right; an entry of its curve an epoch.
 */
export function trained(
  name: string,
  seed: number,
  right: number,
  baseline: string | null,
  curve: readonly number[] = [0.1, right / 100],
): TrainingResult {
  const predicted = Array.from({ length: 100 }, (_, i) => (i < right ? 1 : 2));
  return trainingResultSchema.parse({
    schemaVersion: 1,
    name,
    seed,
    baseline,
    config: { ...config, ...size, ...(baseline === null ? {} : { moe }) },
    routing:
      baseline === null
        ? { kind: "dense" }
        : {
            kind: "super-classes",
            from: "confusions",
            clustering: "spectral",
            confusion: "soft",
            lambda: 0.3,
            routeByLabel: 0,
          },
    startEpoch: 0,
    epochs: curve.length,
    recipe: { seed },
    recipeSha256: String(seed).repeat(64),
    dataset: {
      name: "cifar100",
      split: "train",
      sha256: "d".repeat(64),
      images: 900,
      heldOut: 100,
    },
    curve: {
      loss: curve,
      trainAccuracy: curve,
      heldOutAccuracy: curve,
      routerLoss: [],
      heldOutRouterAccuracy: [],
    },
    heldOut: {
      top1: right / 100,
      images: 100,
      routerAccuracy: baseline === null ? null : 0.8,
      oracleTop1: null,
      expertUse: [],
      labels: base64(predicted.map(() => 1)),
      predicted: base64(predicted),
    },
    test: null,
    superClasses: null,
    seconds: 3_600,
    imagesPerSecond: 250,
    commit: "abc",
  });
}
