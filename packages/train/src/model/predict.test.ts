import { vitConfigSchema } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it, test } from "vitest";
import { whyNoTfjs } from "../testing/tfjs-node.ts";
import { Network } from "./network.ts";
import { accuracy, predict, routerAccuracy, top1 } from "./predict.ts";

const config = vitConfigSchema.parse({
  imageSize: 4,
  channels: 1,
  patch: 2,
  width: 8,
  depth: 2,
  heads: 2,
  mlpWidth: 16,
  classes: 3,
  moe: { experts: 4, layers: 1, reads: "tokens", gate: "normalized" },
});
const count = 250;
const pixels = Uint8Array.from({ length: count * 16 }, (_, i) => (i * 97) % 251);
const images = { count, channels: 1, height: 4, width: 4, pixels };
const all = {
  images,
  normalisation: { mean: [0.5], std: [0.1] },
  indexes: Int32Array.from({ length: count }, (_, i) => i),
};

describe.skipIf(whyNoTfjs !== undefined)(`predictions ${whyNoTfjs ?? ""}`, () => {
  it("are of the expert that is named for an image, and the router's logits stay its own", async () => {
    const weights = new Map(randomWeights(config, 3));
    weights.set("router.bias", { dims: [4], data: new Float32Array(4) });
    const network = new Network(config, weights);
    const free = await predict(network, all);
    const { routerLogits = new Float32Array() } = free;
    const own = Int32Array.from({ length: count }, (_, i) => top1(routerLogits, i, 4));
    expect(new Set(own).size).toBeGreaterThan(1);
    const same = await predict(network, { ...all, experts: own });
    expect(same.logits).toEqual(free.logits);
    const first = await predict(network, { ...all, experts: new Int32Array(count) });
    expect(first.routerLogits).toEqual(free.routerLogits);
    // Groups of another size may round in another order: a few units in the last place of float32.
    const apart = (k: number) => Math.abs((first.logits[k] ?? NaN) - (free.logits[k] ?? NaN));
    const changed = Array.from(own, (_, i) => [0, 1, 2].some((c) => apart(3 * i + c) > 1e-5));
    expect(changed).toEqual(Array.from(own, (expert) => expert !== 0));
    network.dispose();
  });
});

const logits = Float32Array.of(1, 3, 2, 5, 5, 0);

test("the first of the largest in a row", () => {
  expect([top1(logits, 0, 3), top1(logits, 1, 3)]).toEqual([1, 0]);
});

test("accuracy of classes and of routes", () => {
  const predictions = { count: 2, logits, routerLogits: Float32Array.of(0, 1, 0, 1) };
  expect(accuracy(predictions, [1, 2])).toBe(0.5);
  // Super-classes of the labels 1 and 2: 0 and 1; both images go to expert 1.
  expect(routerAccuracy(predictions, Uint8Array.of(1, 2), [0, 0, 1])).toBe(0.5);
  const dense = { ...predictions, routerLogits: undefined };
  expect(routerAccuracy(dense, Uint8Array.of(1, 2), [0, 0, 1])).toBeUndefined();
});
