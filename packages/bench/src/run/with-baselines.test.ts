import { type ModelKind, vitConfigSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { withBaselines } from "./models.ts";

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
