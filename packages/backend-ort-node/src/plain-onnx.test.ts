import { readFileSync } from "node:fs";
import { filesInMemory } from "@vmoe-bench/artifact";
import {
  ClosedModelError,
  UnsupportedError,
  WrongShapeError,
  type OnnxArtifact,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

const file = (name: string) => {
  const url = new URL(`../../onnx-file/fixtures/${name}`, import.meta.url);
  return Uint8Array.from(readFileSync(url));
};
const floats = (name: string) => new Float32Array(file(name).buffer);

/** A network that PyTorch exported for one image a run. */
const artifact: OnnxArtifact = {
  kind: "onnx",
  id: "tiny-legacy.onnx",
  bytes: file("tiny-legacy.onnx"),
  config: {
    input: "images",
    logits: "logits",
    layout: "nchw",
    channels: 1,
    height: 28,
    width: 28,
    classes: 10,
    batch: 1,
    precision: "float32",
    weightBytes: 2_216,
  },
};
const backend = ortNodeBackend("cpu");
const asked: PrepareOptions = { strategy: "dense", precision: "float32", batch: 1 };
const load = async () =>
  backend.load(filesInMemory(await backend.prepare(artifact, asked)), {
    threads: 1,
    expertCap: null,
  });

describe("a plain ONNX file", () => {
  it("gives the logits that Python's ONNX Runtime gives", async () => {
    const model = await load();
    const prediction = await model.run({ dims: [1, 1, 28, 28], data: floats("tiny.images") });
    await model.close();
    expect(prediction.routings).toEqual([]);
    const expected = floats("tiny-legacy.logits");
    // To the last bit where versions agree (`check-onnx`); a later one may sum in another order.
    prediction.logits.forEach((logit, i) => expect(logit).toBeCloseTo(expected[i] ?? NaN, 5));
    expect(model.placement).toMatchObject({
      strategy: "dense",
      artifactBytes: artifact.bytes.length,
    });
  });
  it("refuses images of another shape, and a run after it was closed", async () => {
    const model = await load();
    const images = { dims: [1, 28, 28, 1], data: floats("tiny.images") } as const;
    await expect(model.run(images)).rejects.toThrow(WrongShapeError);
    await model.close();
    await model.close();
    await expect(model.run({ ...images, dims: [1, 1, 28, 28] })).rejects.toThrow(ClosedModelError);
  });
  it.each([
    [{ batch: 64 }, "takes 1 images a run and no other number, and not 64"],
    [{ precision: "int8" }, "is not written again in int8"],
    [{ strategy: "gather" }, 'can\'t be run as "gather"'],
  ] satisfies [Partial<PrepareOptions>, string][])("is refused as %j", async (more, why) => {
    const refused = backend.prepare(artifact, { ...asked, ...more });
    await expect(refused).rejects.toThrow(UnsupportedError);
    await expect(refused).rejects.toThrow(why);
  });
});
