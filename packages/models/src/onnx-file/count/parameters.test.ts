import { describe, expect, it } from "vitest";
import { decoded } from "../read/read-onnx.ts";
import { denormalsIn, numbersIn } from "./numbers.ts";
import { flopsOf, infer } from "../infer/infer.ts";
import {
  callers,
  classifier,
  floats,
  functionOf,
  int,
  integers,
  ints,
  node,
  onnx,
  sparse,
  sparseValue,
  tensor,
  value,
  weight,
} from "../testing/onnx.ts";
import { parametersOf } from "./parameters.ts";

type Graph = Parameters<typeof onnx>[0];
type Model = Parameters<typeof onnx>[1];

const counted = (graph: Graph, more: Model = {}) =>
  parametersOf(decoded(onnx(graph, more), "it"), numbersIn({ path: "it", external: [] }));
const flops = (graph: Graph, more: Model = {}) => {
  const model = decoded(onnx(graph, more), "it");
  return flopsOf(infer(model.graph, new Map([["images", [1, 3, 8, 8]]]), model.functions), 1);
};

/** Weights 4·3·3·3 and 5·4, and 5 biases; 4·8·8 outputs of 27 products, and a head of 4·5. */
const whole = { count: 133, bytes: 4 * 133 };
const executed = { macs2: 2 * (256 * 27 + 20) };

describe("weights that lie elsewhere", () => {
  const { initializer, node: nodes } = classifier();
  const [stem, head, bias] = initializer;
  const [conv, ...rest] = nodes;

  it("count in the body of a function, once, and so does its work", async () => {
    const call = node("Block", ["images"], ["features"], [ints("edge", [1, 1, 1, 1])], "own");
    const body = [
      node("Constant", [], ["k"], [tensor("value", { ...stem, name: "k" })]),
      node("Conv", ["x", "k"], ["y"], [callers("pads", "edge")]),
    ];
    const functions = [functionOf("own", "Block", [["x"], ["y"]], body)];
    const graph = { ...classifier(), initializer: [head ?? {}, bias ?? {}], node: [call, ...rest] };
    expect(await counted(graph, { functions })).toEqual(whole);
    expect(flops(graph, { functions })).toMatchObject({ executed });
  });

  it("count in a sparse initialiser and in a sparse Constant, by their whole shape", async () => {
    const few = sparse("head", [5, 4], [0, 7], [1, 2]);
    const outside = [stem ?? {}, bias ?? {}];
    const graph = { ...classifier(), initializer: outside, sparseInitializer: [few] };
    expect(await counted(graph)).toEqual(whole);
    expect(flops(graph)).toMatchObject({ executed });
    const inNode = node("Constant", [], ["head"], [sparseValue(few)]);
    const constant = { ...classifier(), initializer: outside, node: [inNode, ...nodes] };
    expect(await counted(constant)).toEqual(whole);
    expect(flops(constant)).toMatchObject({ executed });
  });

  it("are no inputs in IR 3, which lists them as such", async () => {
    const input = [value("images", [1, 3, 8, 8]), value("stem", [4, 3, 3, 3])];
    const graph = { ...classifier(), input };
    expect(await counted(graph, { irVersion: 3 })).toEqual(whole);
    expect(flops(graph, { irVersion: 3 })).toMatchObject({ executed });
  });

  it("do not count where nothing reads them", async () => {
    const unused = [...initializer, weight("unused", [100])];
    expect(await counted({ ...classifier(), initializer: unused })).toEqual(whole);
    expect(conv?.opType).toBe("Conv");
  });
});

/** Scores [1,2,9,9] of 9 places with a bias and a mask, as Swin has them in windows of 3x3. */
function window(bias: Float32Array, mask: Float32Array) {
  return {
    input: [value("images", [1, 2, 9, 9])],
    output: [value("out", [1, 2, 9, 9])],
    initializer: [floats("bias", [1, 2, 9, 9], bias), floats("mask", [1, 1, 9, 9], mask)],
    node: [
      node("Add", ["images", "bias"], ["biased"]),
      node("Add", ["biased", "mask"], ["masked"]),
      node("Softmax", ["masked"], ["out"], [int("axis", -1)]),
    ],
  };
}

/** Row of a table of 5x5 offsets that a pair of places in a window of 3x3 reads. */
const offset = ([y, x]: readonly [number, number], [v, u]: readonly [number, number]) =>
  5 * (y - v + 2) + (x - u + 2);

describe("what training does not change", () => {
  const places = Array.from({ length: 9 }, (_, i) => [Math.floor(i / 3), i % 3] as const);
  const table = Array.from({ length: 50 }, (_, i) => Math.sin(i + 1));
  const bias = Float32Array.from(
    [0, 1].flatMap((head) =>
      places.flatMap((a) => places.map((b) => table[2 * offset(a, b) + head] ?? 0)),
    ),
  );
  const mask = Float32Array.from({ length: 81 }, (_, i) => (i % 2 === 0 ? 0 : -100));

  it("is counted as the table that it was looked up in: (2·3-1)² offsets of 2 heads, and no mask", async () => {
    expect(await counted(window(bias, mask))).toEqual({ count: 50, bytes: 200 });
  });

  it("is a batch normalisation's mean and variance, a limit, and a single number", async () => {
    const names = ["scale", "shift", "mean", "variance"];
    const graph = {
      input: [value("images", [1, 3, 8, 8])],
      output: [value("out", [1, 3, 8, 8])],
      initializer: [...names.map((name) => weight(name, [3])), floats("half", [], [0.5])],
      node: [
        node("BatchNormalization", ["images", ...names], ["normal"]),
        node("Mul", ["normal", "half"], ["less"]),
        node("Clip", ["less", "half"], ["out"]),
      ],
    };
    expect(await counted(graph)).toEqual({ count: 6, bytes: 24 });
  });

  it("is an index, a shape, and a scale of quantisation; a quantised weight is a byte", async () => {
    const bytes = { name: "w8", dims: [4, 3, 3, 3], dataType: 3, rawData: new Uint8Array(108) };
    const graph = {
      input: [value("images", [1, 3, 8, 8])],
      output: [value("out", [1, 4, 36])],
      initializer: [bytes, floats("scale", [4], [1, 1, 1, 1]), integers("shape", [1, 4, 36])],
      node: [
        node("DequantizeLinear", ["w8", "scale"], ["w"], [int("axis", 0)]),
        node("Conv", ["images", "w"], ["features"]),
        node("Reshape", ["features", "shape"], ["out"]),
      ],
    };
    expect(await counted(graph)).toEqual({ count: 108, bytes: 108 });
  });
});

it("folds the pads that PyTorch's exporter writes as Reshape, Slice and Transpose", () => {
  // [0,1, 0,2, 0,0, 0,0] is begin and end from the last axis on; ONNX wants all begins first.
  const graph = {
    input: [value("images", [1, 3, 8, 8])],
    output: [value("out", [])],
    initializer: [
      integers("pairs", [0, 1, 0, 2, 0, 0, 0, 0]),
      integers("two", [-1, 2]),
      integers("-1", [-1]),
      integers("end", [-(2 ** 31)]),
      integers("0", [0]),
      weight("kernel", [4, 3, 3, 3]),
    ],
    node: [
      node("Reshape", ["pairs", "two"], ["rows"]),
      node("Slice", ["rows", "-1", "end", "0", "-1"], ["turned"]),
      node("Transpose", ["turned"], ["columns"], [ints("perm", [1, 0])]),
      node("Reshape", ["columns", "-1"], ["pads"]),
      node("Pad", ["images", "pads"], ["padded"]),
      node("Conv", ["padded", "kernel"], ["out"]),
    ],
  };
  // 10 rows and 9 columns: 4·8·7 outputs of 27 products.
  expect(flops(graph)).toMatchObject({ executed: { macs2: 2 * 4 * 8 * 7 * 27 } });
});

it("counts weights nearer to 0 than 2^-126, and neither 0 nor the smallest normal number", () => {
  const numbers = [0, -0, 2 ** -126, 2 ** -127, -(2 ** -149), 1, Infinity, Number.NaN];
  expect(denormalsIn(Float32Array.from(numbers))).toBe(2);
});
