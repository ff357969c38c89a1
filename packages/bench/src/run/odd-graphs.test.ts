import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { armSchema, checkJson, suiteSchema } from "@vmoe-bench/contracts";
import { openDataset } from "@vmoe-bench/dataset";
import { readTextFile, projectRoot } from "@vmoe-bench/files";
import { findRunModel } from "@vmoe-bench/models/find";
import type { ReferenceOutputs } from "@vmoe-bench/runner";
import { expect, it } from "vitest";
import { z } from "zod";
import { openBackend } from "../backends.ts";
import { References } from "./references.ts";
import { Splits } from "./splits.ts";

/** Made by `onnx-file/scripts/make_odd.py` of models, with what Python's ONNX Runtime answers. */
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../models/src/onnx-file/fixtures/${name}`, import.meta.url));
const answers = checkJson(
  z.record(z.string(), z.array(z.number())),
  await readFile(fixture("odd.json"), "utf8"),
  "odd.json",
);

async function logitsOf(name: string, side: number): Promise<Float32Array> {
  const backend = await openBackend("ort-node/cpu");
  const model = await findRunModel(fixture(`${name}.onnx`));
  const artifact = await model.artifact();
  const asked = { strategy: "dense", precision: "float32", batch: 2 } as const;
  const files = filesInMemory(await backend.prepare(artifact, asked));
  const loaded = await backend.load(files, { threads: 1, expertCap: null });
  const data = Float32Array.from({ length: 2 * side * side }, (_, i) => Math.sin(i * 0.7));
  try {
    return (await loaded.run({ dims: [2, 1, side, side], data })).logits;
  } finally {
    await loaded.close();
  }
}

it.each(["odd-sparse", "odd-function", "odd-ir3"])(
  "%s gives what Python's ONNX Runtime gives, and has its weights and its work counted",
  async (name) => {
    const expected = answers[name] ?? [];
    const ours = await logitsOf(name, 8);
    expect(ours).toHaveLength(expected.length);
    ours.forEach((logit, i) => expect(logit).toBeCloseTo(expected[i] ?? NaN, 4));
    const { parameters, flops } = (await findRunModel(fixture(`${name}.onnx`))).costOf("dense");
    expect(parameters).toMatchObject({ total: 640 });
    expect(flops).toMatchObject({ executed: { macs2: 2 * 640 } });
  },
);

it("a graph that rounds to 8 bits gives Python's logits, and only its classes are compared", async () => {
  const expected = answers["odd-int8"] ?? [];
  const largest = Math.max(...expected.map(Math.abs));
  const ours = await logitsOf("odd-int8", 28);
  // Those of the weights before they were rounded are 0.007 off.
  ours.forEach((logit, i) =>
    expect(Math.abs(logit - (expected[i] ?? NaN)) / largest).toBeLessThan(2e-3),
  );
});

/** What the reference says of a graph's logits for the first image of Fashion-MNIST. */
async function referenceOf(name: string): Promise<ReferenceOutputs> {
  const suite = checkJson(
    suiteSchema,
    await readTextFile(`${projectRoot}/suites/default.json`),
    "x",
  );
  const splits = Splits.opened([await openDataset("fashion-mnist", { split: "test" })]);
  const never = new AbortController().signal;
  const references = new References(splits, { ...suite, referenceImages: 1 }, never);
  const how = { backend: "ort-node/cpu", strategy: "dense", batch: 1, threads: 1 };
  const arm = armSchema.parse({ model: fixture(name), ...how });
  const dataset = { name: "fashion-mnist", split: "test", dir: null } as const;
  const task = { kind: "accuracy", reference: null } as const;
  return references.outputsFor({ id: name, arm, dataset, task });
}

it("the tolerance of a graph follows from the graph, whatever its arm says", async () => {
  expect((await referenceOf("odd-int8.onnx"))?.tolerance).toBeNull();
  expect((await referenceOf("tiny-legacy.onnx"))?.tolerance).toBe(1e-3);
});

it("a masked class is said in a way that reaches a worker", async () => {
  const logits = [[0, 1, 2, 3, 4, 5, 6, 7, 8, "-Infinity"]];
  expect(await referenceOf("masked.onnx")).toMatchObject({ logits });
});

it("a graph that gives NaN says so by its name", async () => {
  await expect(referenceOf("no-number.onnx")).rejects.toThrow(
    'no-number.onnx" gives NaN (logit 1 of image 0 of the split).',
  );
});
