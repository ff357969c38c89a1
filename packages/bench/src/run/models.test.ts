import {
  type ModelKind,
  silentReporter,
  UnsupportedError,
  vitConfigSchema,
} from "@vmoe-bench/contracts";
import { datasets } from "@vmoe-bench/dataset";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { findRunModel, type RunModel } from "@vmoe-bench/models/find";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  assumedClasses,
  fits,
  idleControls,
  requireFit,
  usableModels,
  withBaselines,
} from "./models.ts";

const fashion = datasets.filter(({ name }) => name === "fashion-mnist");

describe.each(fashion)("a model for $name", (info) => {
  let model: RunModel;
  beforeAll(async () => {
    model = await findRunModel("fashion-vit-6x64");
  });
  const shaped = (change: object) => vitConfigSchema.parse({ ...model.shape.config, ...change });
  const knowing = (classes: readonly string[]): RunModel => ({
    ...model,
    classes,
    shape: { kind: "defined", config: shaped({ classes: classes.length }) },
  });

  it("fits with its classes among others, or with as many that have other names", () => {
    expect(fits(model, info)).toBe(true);
    expect(fits(knowing(["hat", ...info.classes]), info)).toBe(true);
    expect(fits(knowing(info.classes.map((_, i) => `class ${i}`)), info)).toBe(true);
  });

  it("is said to have the data's classes in their order where it only numbers them", () => {
    expect(assumedClasses(model, info)).toEqual([]);
    const numbered = info.classes.map((_, i) => String(i));
    expect(assumedClasses({ id: "m.onnx", classes: numbered }, info)).toEqual([
      "m.onnx: its 10 classes are taken for those of fashion-mnist, in their order",
    ]);
  });

  it("is refused with as many classes of which one has another name", () => {
    const renamed = knowing([...info.classes.slice(1), "hat"]);
    expect(() => requireFit(renamed, info)).toThrow(`has no class "${info.classes[0]}"`);
  });

  it("is refused with a class too few, which is named", () => {
    const without = knowing(info.classes.slice(1));
    expect(fits(without, info)).toBe(false);
    expect(() => requireFit(without, info)).toThrow(
      `The data's classes do not fit the model's: the model has no class "${info.classes[0]}"`,
    );
  });

  it("is refused for other images or other classes, with both described", () => {
    const other: RunModel = {
      ...model,
      shape: { kind: "defined", config: shaped({ imageSize: 32, patch: 8 }) },
    };
    expect(() => requireFit(other, info)).toThrow(
      'Model "fashion-vit-6x64" takes 1x32x32 images of 10 classes; fashion-mnist has 1x28x28 images of 10 classes.',
    );
    expect(() => requireFit(knowing(["cat", "dog"]), info)).toThrow("of 2 classes; fashion-mnist");
  });
});

const graph = (batch: number | null): ModelKind => ({
  kind: "onnx",
  config: {
    input: "images",
    logits: "logits",
    layout: "nchw",
    channels: 1,
    height: 8,
    width: 8,
    classes: 2,
    batch,
    precision: "float32",
    weightBytes: 0,
  },
});
const vit = (more: object = {}): ModelKind => ({
  kind: "defined",
  config: vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 8,
    depth: 1,
    heads: 2,
    mlpWidth: 16,
    classes: 2,
    ...more,
  }),
});
const sparse = vit({ moe: { experts: 2, layers: 1 } });

/** "name<baseline" of each. */
function compared(models: readonly (readonly [string, ModelKind, string?])[]): string[] {
  const named = models.map(([name, shape, baseline = null]) => ({
    name,
    model: { id: name.replace(/^.*\//, ""), shape, baseline },
    data: [null],
  }));
  return withBaselines(named).map(({ id, baseline }) =>
    baseline === undefined ? id : `${id}<${baseline}`,
  );
}

test("of two ONNX files the first is what the other is compared with", () => {
  expect(
    compared([
      ["a.onnx", graph(null)],
      ["b.onnx", graph(1)],
    ]),
  ).toEqual(["a.onnx", "b.onnx<a.onnx"]);
});

test("the first dense model is, also where it is none; a model with experts keeps its baseline", () => {
  const models = [
    ["moe", sparse, "vit"],
    ["vit", vit()],
    ["a.onnx", graph(null)],
  ] as const;
  expect(compared(models)).toEqual(["moe<vit", "vit", "a.onnx<vit"]);
});

test("without an ONNX file nothing changes", () => {
  expect(
    compared([
      ["a", vit()],
      ["b", vit()],
      ["moe", sparse, "a"],
    ]),
  ).toEqual(["a", "b", "moe<a"]);
});

test("a baseline that was named by its folder is found by its id", () => {
  const models = [
    ["./made/vit", vit()],
    ["./made/moe", sparse, "vit"],
  ] as const;
  expect(compared(models)).toEqual(["./made/vit", "./made/moe<./made/vit"]);
});

test("a graph's fixed batch is part of the plan", () => {
  const model = { id: "a.onnx", shape: graph(4), baseline: null };
  const [planned] = withBaselines([{ name: "a.onnx", model, data: [null] }]);
  expect(planned).toMatchObject({ fixedBatch: 4, hasExperts: false });
});

const fixture = fileURLToPath(
  new URL("../../../models/src/onnx-file/fixtures/tiny-legacy.onnx", import.meta.url),
);
const bytes = readFileSync(fixture);
const preparing = { signal: new AbortController().signal, reporter: silentReporter };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "usable-models-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file beside a json that says how its images were normalised. */
function place(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  writeFileSync(path.replace(/onnx$/, "json"), '{ "mean": [0.5], "std": [0.5] }');
  return path;
}

/** Its last field is the version of its operators: 0x42, its length, 0x10 and the number. */
function ofOpset(opset: number): Uint8Array {
  expect([...bytes.subarray(-4, -1)]).toEqual([0x42, 2, 0x10]);
  return Buffer.concat([bytes.subarray(0, -1), Uint8Array.of(opset)]);
}

const good = () => place("good.onnx", bytes);

test("a file that can't be run is refused by itself, with a remedy", async () => {
  const folderPath = join(folder, "folder.onnx");
  mkdirSync(folderPath, { recursive: true });
  const refused: readonly (readonly [path: string, why: string])[] = [
    [place("newer.onnx", ofOpset(30)), "is of opset 30; ONNX Runtime 1.30 reads up to 26."],
    [place("page.onnx", "<!DOCTYPE html><html></html>"), "it is an HTML page"],
    [place("torn.onnx", bytes.subarray(0, 1_000)), "is no ONNX file that can be read: a part of"],
    [folderPath, "is no ONNX file that can be read: it is a folder."],
    [
      place(
        "unknown.onnx",
        Buffer.from(bytes.toString("latin1").replaceAll("Conv", "Conx"), "latin1"),
      ),
      'has the operator "Conx"',
    ],
  ];
  const names = [...refused.map(([path]) => path), good()];
  const sorted = await usableModels([...names, good()], "data set", preparing);
  expect(sorted.usable.map(({ name }) => name)).toEqual([good()]);
  expect(sorted.refused.map(({ name }) => name)).toEqual(names.slice(0, -1));
  for (const [i, { refusal }] of sorted.refused.entries()) {
    expect(refusal).toBeInstanceOf(UnsupportedError);
    expect(refusal.message).toContain(refused[i]?.[1]);
    expect(refusal.remedy).not.toBe("");
  }
});

test("what can't be run alone is told, and so is a slip beside others", async () => {
  const newer = place("newer.onnx", ofOpset(30));
  await expect(usableModels([newer], "data set", preparing)).rejects.toThrow(
    expect.objectContaining({ code: "onnx-too-new" }),
  );
  await expect(
    usableModels([good(), join(folder, "slip.onnx")], "data set", preparing),
  ).rejects.toThrow(expect.objectContaining({ code: "onnx-not-found" }));
});

describe("controls that no model has", () => {
  const [dense, sparse] = [{ hasExperts: false }, { hasExperts: true }];
  it.each([
    [[dense], ["Left out: --control frozen-router, since a dense model has no router."]],
    [[sparse], ["Left out: --control same-again, since it is of dense models, and there is none."]],
    [[dense, sparse], []],
  ])("of %j are said", (models, lines) => {
    expect(idleControls(["same-again", "frozen-router"], models)).toEqual(lines);
    expect(idleControls([], models)).toEqual([]);
  });
});
