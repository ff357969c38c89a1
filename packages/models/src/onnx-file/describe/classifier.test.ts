import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOnnx } from "../read/read-onnx.ts";
import { classifier, int, ints, node, onnx, value } from "../testing/onnx.ts";
import { describeOnnx, requireNormalisation } from "./classifier.ts";
import { metadataOf } from "./description.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmoe-bench-onnx-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Graph = Parameters<typeof onnx>[0];

async function described(graph: Graph, json?: unknown, name = "m.json") {
  await writeFile(join(folder, "m.onnx"), onnx(graph));
  if (json !== undefined) await writeFile(join(folder, name), JSON.stringify(json));
  return describeOnnx(await readOnnx(join(folder, "m.onnx")));
}

/** The question or the complaint, with the folder's name left out. */
async function asked(graph: Graph, json?: unknown): Promise<string> {
  const refusal = await described(graph, json).catch((error: unknown) => error);
  if (!(refusal instanceof KnownError)) throw new Error("It was fine.");
  return `${refusal.message} ${refusal.remedy}`.replaceAll(`${folder}/`, "");
}

const colours = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

describe("a classifier", () => {
  it("is described by its graph alone but for the normalisation", async () => {
    const description = await described(classifier());
    expect(description.config).toEqual({
      input: "images",
      logits: "logits",
      layout: "nchw",
      channels: 3,
      height: 8,
      width: 8,
      classes: 5,
      batch: null,
      precision: "float32",
      // Weights 4·3·3·3 and 5·4, and 5 biases.
      weightBytes: 4 * (108 + 20 + 5),
    });
    // 4·8·8 outputs of 27 products, and a head of 4·5.
    expect(description.cost.flops).toMatchObject({ executed: { macs2: 2 * (256 * 27 + 20) } });
    expect(description.classes).toEqual(["0", "1", "2", "3", "4"]);
    const file = await readOnnx(join(folder, "m.onnx"));
    expect(() => requireNormalisation(file, description)).toThrow(
      'Set "mean" and "std", a value for each channel',
    );
  });
  it("takes null in the json for what was left out", async () => {
    const nulls = { batch: null, classes: null, crop: null, range: null, size: null };
    expect(await described(classifier(), { ...colours, ...nulls })).toEqual(
      await described(classifier(), colours),
    );
    expect(await described(classifier(), { mean: null, std: null })).toEqual(
      await described(classifier(), {}),
    );
  });

  it("takes the rest from NAME.json, or else from model.json, and names from a file of labels", async () => {
    await writeFile(join(folder, "labels.txt"), "a\nb\r\nc\nd\ne\n");
    const description = await described(
      classifier(),
      { ...colours, labels: "labels.txt" },
      "model.json",
    );
    expect(description.normalisation).toEqual(colours);
    const usual = { interpolation: "bicubic", resize: "shortest-side", cropPart: 0.875 };
    expect(description.resizing).toEqual(usual);
    expect(description.classes).toEqual(["a", "b", "c", "d", "e"]);
    const classes = ["v", "w", "x", "y", "z"];
    expect((await described(classifier(), { classes }, "m.json")).classes).toEqual(classes);
  });
  it("is seen to have its channels last, and a batch of its own", async () => {
    const last = classifier([2, 8, 8, 3]);
    const transposed = node("Transpose", ["images"], ["first"], [ints("perm", [0, 3, 1, 2])]);
    const [conv, ...rest] = last.node;
    const graph = { ...last, node: [transposed, { ...conv, input: ["first", "stem"] }, ...rest] };
    const { config, cost } = await described(graph);
    expect(config).toMatchObject({ layout: "nhwc", channels: 3, height: 8, width: 8, batch: 2 });
    // Of one image, not of the batch.
    expect(cost.flops).toMatchObject({ executed: { macs2: 2 * (256 * 27 + 20) } });
  });
});

describe("what nothing says", () => {
  it("is asked with the json's field to set: a size", async () => {
    const graph = classifier(["batch", 3, "height", "width"]);
    expect(await asked(graph)).toMatchInlineSnapshot(
      `"m.onnx leaves a question open. How many pixels high and wide are its images? Set "size", as in "size": 224. Answer in m.json."`,
    );
    expect((await described(graph, { size: 8 })).config).toMatchObject({ height: 8, width: 8 });
  });
  it("is asked: the layout", async () => {
    expect(await asked(classifier(["batch", 3, 8, 3]))).toMatchInlineSnapshot(
      `"m.onnx leaves a question open. Is its input "images" [?,3,8,3] laid out as "nchw" or as "nhwc"? Set "layout". Answer in m.json."`,
    );
  });
  it("is asked: what a mean or std over 1 is of", async () => {
    const caffe = { mean: [104, 117, 124], std: [1, 1, 1] };
    expect(await asked(classifier(), caffe)).toMatchInlineSnapshot(
      `"m.onnx leaves a question open. Its "mean" 104 117 124 and "std" 1 1 1 look like those of values from 0 to 255, and here input is (byte / 255 − mean) / std. Divide both by 255, or set "range": 255, which makes it (byte − mean) / std. Answer in m.json."`,
    );
    // (byte − 104) / 1 is (byte / 255 − 104/255) / (1/255).
    const { normalisation } = await described(classifier(), {
      ...caffe,
      range: 255,
      channels: "bgr",
    });
    expect(normalisation).toEqual({
      mean: [104 / 255, 117 / 255, 124 / 255],
      std: [1 / 255, 1 / 255, 1 / 255],
      channels: "bgr",
    });
    // A std alone tells as much.
    expect(await asked(classifier(), { mean: [0, 0, 0], std: [58, 57, 57] })).toContain('"range"');
  });
  it("is asked: which output has the logits", async () => {
    const more = [...classifier().node, node("Relu", ["logits"], ["positive"])];
    const output = [value("logits", ["batch", 5]), value("positive", ["batch", 5])];
    const graph = { ...classifier(), node: more, output };
    expect(await asked(graph)).toMatchInlineSnapshot(
      `"m.onnx leaves a question open. Which of its outputs "logits", "positive" are the logits? Set "logits". Answer in m.json."`,
    );
    const indexes = {
      ...graph,
      output: [value("logits", ["batch", 5]), value("top", ["batch", 1], 7)],
    };
    expect((await described(indexes)).config.logits).toBe("logits");
    const description = await described(graph, { logits: "positive" });
    expect(description.config.logits).toBe("positive");
  });
});

describe("a background class", () => {
  it("is the first output, and a list of names may leave it out", async () => {
    const named = ["background", "a", "b", "c", "d"];
    for (const classes of [named, named.slice(1)])
      expect(await described(classifier(), { background: true, classes })).toMatchObject({
        background: true,
        classes: named,
      });
    const { classes } = await described(classifier(), { background: true });
    expect(classes).toEqual(["background", "0", "1", "2", "3"]);
    expect((await described(classifier(), {})).background).toBe(false);
  });
  it("is only left out where the json says that there is one", async () => {
    expect(await asked(classifier(), { classes: ["a", "b", "c", "d"] })).toContain(
      "it names 4 classes, the graph has 5",
    );
  });
});

describe("a graph that is no classifier of images", () => {
  it("has more inputs than one", async () => {
    const input = [value("images", [1, 3, 8, 8]), value("mask", [1, 8])];
    expect(await asked({ ...classifier(), input })).toMatchInlineSnapshot(
      `"m.onnx can't be run as an image classifier: it has 2 inputs: "images", "mask". Export it with the images as its one input."`,
    );
  });
  it("takes something else than images of float32", async () => {
    expect(
      await asked({ ...classifier(), input: [value("images", [1, 77], 7)] }),
    ).toMatchInlineSnapshot(
      `"m.onnx can't be run as an image classifier: its input "images" takes int64, and images come as float32. Export it with a float32 input."`,
    );
    expect(
      await asked({ ...classifier(), input: [value("images", [1, 77])] }),
    ).toMatchInlineSnapshot(
      `"m.onnx can't be run as an image classifier: its input "images" has the shape [1,77], and images have four axes. Export it with images of [B,C,H,W] or [B,H,W,C] as its input."`,
    );
  });
});

const ended = (output: object[], ...more: ReturnType<typeof node>[]) => ({
  ...classifier(),
  node: [...classifier().node, ...more],
  output,
});

describe("an output that has no logits", () => {
  const sequence = {
    name: "loss",
    type: { sequenceType: { elemType: { tensorType: { elemType: 1, shape: {} } } } },
  };

  it.each([
    ["float16", 10, "Export it with a Cast to float32 as its last node."],
    ["float64", 11, "Export it with a Cast to float32 as its last node."],
    ["int64", 7, "Export it with its logits as a float32 tensor [B,K], before ArgMax or TopK."],
  ])(
    "is refused by its type, whether it is the only one or is named: %s",
    async (name, type, remedy) => {
      const typed = ended([value("y", ["batch", 5], type)], node("Cast", ["logits"], ["y"]));
      const why = `m.onnx can't be run as an image classifier: its output "y" gives ${name}, and logits are read as float32. ${remedy}`;
      expect(await asked(typed)).toBe(why);
      const two = { ...typed, output: [value("logits", ["batch", 5]), ...typed.output] };
      expect(await asked(two, { logits: "y" })).toBe(why);
      await rm(join(folder, "m.json"));
      expect((await described(two)).config.logits).toBe("logits");
    },
  );
  it("is refused where it is a sequence of maps, alone and beside labels", async () => {
    const map = node("ZipMap", ["logits"], ["loss"], [], "ai.onnx.ml");
    expect(await asked(ended([sequence], map))).toMatch(
      '"loss" gives a sequence, and logits are read as float32. Export it with its logits or probabilities as a tensor [B,K], as with zipmap=False.',
    );
    const labels = node("ArgMax", ["logits"], ["label"], [int("axis", 1), int("keepdims", 0)]);
    expect(await asked(ended([value("label", ["batch"], 7), sequence], labels, map))).toMatch(
      'it has no output of [B,K] in float32, only "label" gives int64, "loss" gives a sequence.',
    );
    const both = ended([value("logits", ["batch", 5]), sequence], map);
    expect((await described(both)).config.logits).toBe("logits");
  });
});

const write = (metadata: Record<string, string>) => {
  const metadataProps = Object.entries(metadata).map(([key, text]) => ({ key, value: text }));
  return writeFile(join(folder, "m.onnx"), onnx(classifier(), { metadataProps }));
};
const read = async () => describeOnnx(await readOnnx(join(folder, "m.onnx")));

describe("what the file says of itself", () => {
  const more = { size: 8, interpolation: "bilinear", resize: "squash", crop: 1 } as const;
  const said = { ...colours, ...more, classes: ["v", "w", "x", "y", "z"], logits: "logits" };

  it("asks nothing more, and a json beside it comes first", async () => {
    await write(metadataOf(said));
    const description = await read();
    expect(description.normalisation).toEqual(colours);
    expect(description.classes).toEqual(said.classes);
    const resizing = { interpolation: "bilinear", resize: "squash", cropPart: 1 };
    expect(description.resizing).toEqual(resizing);
    await writeFile(join(folder, "m.json"), '\uFEFF{"crop": 0.5}');
    expect((await read()).resizing).toEqual({ ...resizing, cropPart: 0.5 });
  });
  it("is nothing where another program means something else, or what it says is no description", async () => {
    await write({ mean: "[1,2,3]", "vmoe-bench.mean": "grey", "vmoe-bench.size": "-3" });
    expect((await read()).normalisation).toBeNull();
  });
});

describe("a json that the graph contradicts", () => {
  it.each([
    [{ size: 9 }, 'm.json: "size" says 9, the graph has 8.'],
    [{ batch: 4 }, "fine"],
    [{ classes: ["a", "b"] }, "m.json: it names 2 classes, the graph has 5."],
    [{ mean: [0.5], std: [0.5] }, 'm.json: "mean" says 1, the graph has 3.'],
    [{ mean: [0, 0, 0] }, 'm.json: "mean" and "std" need a value for each of 3 channels.'],
    [{ channels: "gbr" }, 'm.json: "channels": invalid option: expected one of "rgb"|"bgr".'],
    [{ range: 1_000 }, 'm.json: "range": expected 1 or 255.'],
    [{ logits: "scores" }, 'm.json: "logits": the graph has the outputs "logits".'],
    [{ means: [1] }, 'm.json: unknown key "means".'],
    [{ labels: "../secret" }, 'm.json: "labels": expected the name of a file in the same folder.'],
  ])("is refused: %j", async (json, message) => {
    const refusal = await described(classifier(), json).catch((error: unknown) => error);
    const text =
      refusal instanceof KnownError ? refusal.message.replaceAll(`${folder}/`, "") : "fine";
    expect(text).toBe(message);
  });
});
