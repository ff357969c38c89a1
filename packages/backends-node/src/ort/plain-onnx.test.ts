import { readFileSync } from "node:fs";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import {
  ClosedModelError,
  UnsupportedError,
  WrongShapeError,
  type OnnxArtifact,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import onnxProto from "onnx-proto";
import { describe, expect, it } from "vitest";
import { ortNodeBackend } from "./ort-node-backend.ts";

const file = (name: string) => {
  const url = new URL(`../../../models/src/onnx-file/fixtures/${name}`, import.meta.url);
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

const value = (name: string, elemType: number, dim: object[]) => ({
  name,
  type: { tensorType: { elemType, shape: { dim } } },
});

/** A graph of one node, images [batch,1,2,2] to "y". */
function graphOf(
  node: object,
  type = 1,
  dims: object[] = [{ dimParam: "batch" }, { dimValue: 4 }],
) {
  const images = [{ dimParam: "batch" }, ...[1, 2, 2].map((size) => ({ dimValue: size }))];
  const shape = BigInt64Array.from([1n, 4n]);
  return onnxProto.onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [
      { domain: "", version: 17 },
      { domain: "com.example", version: 1 },
    ],
    graph: {
      name: "g",
      input: [value("images", 1, images)],
      output: [value("y", type, dims)],
      initializer: [
        { name: "shape", dims: [2], dataType: 7, rawData: new Uint8Array(shape.buffer) },
      ],
      node: [node],
    },
  }).finish();
}

async function saidOf(bytes: Uint8Array, batch: number): Promise<string> {
  const { config } = artifact;
  const own = { ...config, logits: "y", height: 2, width: 2, classes: 4, batch: null };
  const graph: OnnxArtifact = { ...artifact, id: "own.onnx", bytes, config: own };
  const files = filesInMemory(await backend.prepare(graph, { ...asked, batch }));
  const data = new Float32Array(4 * batch);
  try {
    const model = await backend.load(files, { threads: 1, expertCap: null });
    await model.run({ dims: [batch, 1, 2, 2], data });
    await model.close();
    return "fine";
  } catch (error) {
    if (error instanceof UnsupportedError) return `${error.message} ${error.remedy}`;
    throw error;
  }
}

describe("what ONNX Runtime says of a user's graph is the graph's, with a remedy", () => {
  const inner = graphOf({ opType: "Reshape", input: ["images", "shape"], output: ["y"] });

  it("runs the number of images that is written inside", async () => {
    expect(await saidOf(inner, 1)).toBe("fine");
  });
  it("names the field of the json where that is 1", async () => {
    expect(await saidOf(inner, 2)).toBe(
      'ONNX Runtime does not run own.onnx with 2 images: Reshape: The input tensor cannot be reshaped to the requested shape. Input shape:{2,1,2,2}, requested shape:{1,4}. Where its graph takes 1 image a run and does not say so, set "batch": 1 in the json beside it.',
    );
  });
  it("names an operator that is not registered", async () => {
    const magic = { opType: "Magic", domain: "com.example", input: ["images"], output: ["y"] };
    expect(await saidOf(graphOf(magic), 1)).toBe(
      'own.onnx has the operator "com.example.Magic", which ONNX Runtime does not know. Export it with the operators of ONNX; libraries of other operators are not loaded here.',
    );
  });
  it("names a type that logits can't have", async () => {
    const attribute = [{ name: "to", type: 2, i: 11 }];
    const cast = graphOf({ opType: "Cast", input: ["images"], output: ["y"], attribute }, 11, [
      { dimParam: "batch" },
      ...[1, 2, 2].map((size) => ({ dimValue: size })),
    ]);
    expect(await saidOf(cast, 1)).toMatch(/^The output "y" of own.onnx is float64, and logits/);
  });
  it("sees logits that are not one row an image", async () => {
    const attribute = [{ name: "axes", type: 7, ints: [0] }];
    const mean = { opType: "ReduceMean", input: ["images"], output: ["y"], attribute };
    expect(await saidOf(graphOf(mean), 3)).toMatch(
      /^own.onnx gives 4 numbers for 3 images of 4 classes\. Where/,
    );
  });
});
