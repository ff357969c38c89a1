import {
  knownFlops,
  vitConfigSchema,
  type Strategy,
  type DefinedArtifact,
} from "@vmoe-bench/contracts";
import { modelCost, randomWeights } from "@vmoe-bench/model";
import { exportOnnx } from "@vmoe-bench/onnx/export";
import { describe, expect, it } from "vitest";
import { decoded } from "../read/read-onnx.ts";
import {
  classifier,
  graph,
  int,
  integers,
  ints,
  node,
  onnx,
  text,
  value,
  weight,
} from "../testing/onnx.ts";
import { flopsOf, infer } from "./infer.ts";

type Graph = Parameters<typeof onnx>[0];

function inferred(graph: Graph, dims: readonly number[] = [1, 3, 8, 8]) {
  return infer(decoded(onnx(graph), "it").graph, new Map([["images", dims]]));
}

/** The shape and the work of one node on images; its other inputs are weights. */
function one(
  op: string,
  weights: readonly (readonly number[])[],
  attributes: Parameters<typeof node>[3] = [],
  images: readonly number[] = [1, 3, 8, 8],
  domain = "",
) {
  const names = weights.map((_, i) => `w${i}`);
  const shapes = inferred(
    {
      input: [value("images", images)],
      output: [value("out", [])],
      initializer: weights.map((dims, i) => weight(`w${i}`, [...dims])),
      node: [node(op, ["images", ...names], ["out"], attributes, domain)],
    },
    images,
  );
  return { dims: shapes.values.get("out")?.dims, ...shapes.work, unknown: shapes.unknown };
}

const shapeAndProducts = ({ dims, macs2 }: ReturnType<typeof one>) => [dims, macs2];

describe("products", () => {
  it("counts a convolution", () => {
    // 4·8·8 outputs of 3·3·3 products each.
    expect(shapeAndProducts(one("Conv", [[4, 3, 3, 3]], [ints("pads", [1, 1, 1, 1])]))).toEqual([
      [1, 4, 8, 8],
      2 * 256 * 27,
    ]);
  });
  it("counts a convolution with strides, dilation and a bias", () => {
    // A 3x3 kernel of dilation 2 reaches 5 pixels: (8 − 5) / 2 + 1 = 2 on each axis.
    const attributes = [ints("strides", [2, 2]), ints("dilations", [2, 2])];
    expect(one("Conv", [[4, 3, 3, 3], [4]], attributes)).toMatchObject({
      dims: [1, 4, 2, 2],
      macs2: 2 * 16 * 27,
      elementwise: 16,
    });
  });
  it("counts a group's channels alone in a depthwise convolution", () => {
    expect(shapeAndProducts(one("Conv", [[3, 1, 3, 3]], [int("group", 3)]))).toEqual([
      [1, 3, 6, 6],
      2 * 108 * 9,
    ]);
  });
  it("counts a transposed convolution by its inputs", () => {
    // 2·(8 − 1) + 2 = 16 pixels; 3·8·8 values times 5·2·2.
    const stride = [ints("strides", [2, 2])];
    expect(shapeAndProducts(one("ConvTranspose", [[3, 5, 2, 2]], stride))).toEqual([
      [1, 5, 16, 16],
      2 * 192 * 20,
    ]);
  });
  it("counts matrix products, batches of them, and an einsum", () => {
    expect(shapeAndProducts(one("MatMul", [[6, 7]], [], [2, 5, 6]))).toEqual([
      [2, 5, 7],
      2 * 2 * 5 * 6 * 7,
    ]);
    expect(shapeAndProducts(one("Gemm", [[7, 6]], [int("transB", 1)], [5, 6]))).toEqual([
      [5, 7],
      2 * 5 * 6 * 7,
    ]);
    const equation = [text("equation", "bnd,hd->bnh")];
    expect(shapeAndProducts(one("Einsum", [[7, 6]], equation, [2, 5, 6]))).toEqual([
      [2, 5, 7],
      2 * 2 * 5 * 6 * 7,
    ]);
  });
  it("counts ONNX Runtime's attention: the projections, the scores and the sums", () => {
    // 4 tokens of 6: 4·6·18 products, then twice 2·4·4·3 for two heads of 3.
    const shapes = one("Attention", [[6, 18]], [int("num_heads", 2)], [1, 4, 6], "com.microsoft");
    expect(shapeAndProducts(shapes)).toEqual([[1, 4, 6], 2 * 432 + 2 * 2 * 96]);
  });
  it("says that a graph which does not fit together is unknown", () => {
    expect(one("MatMul", [[5, 7]], [], [2, 5, 6]).unknown).toEqual(["MatMul"]);
    expect(one("Conv", [[4, 2, 3, 3]]).unknown).toEqual(["Conv"]);
  });
});

/** The shape [1,3,8,8] from `start` to `end`. */
function slice(numbers: readonly [start: number, end: number, step: number]) {
  const shapes = inferred({
    ...classifier(),
    initializer: ["start", "end", "step"].map((name, i) => integers(name, [numbers[i] ?? 0])),
    node: [
      node("Shape", ["images"], ["shape"]),
      node("Slice", ["shape", "start", "end", "", "step"], ["out"]),
    ],
  });
  return shapes.values.get("out")?.values;
}

describe("shapes", () => {
  it("pools, rounding up where it is asked for", () => {
    const kernel = [ints("kernel_shape", [3, 3]), ints("strides", [2, 2])];
    expect(one("MaxPool", [], kernel).dims).toEqual([1, 3, 3, 3]);
    expect(one("MaxPool", [], [...kernel, int("ceil_mode", 1)]).dims).toEqual([1, 3, 4, 4]);
  });
  it("follows a shape that the graph computes, as exporters write it for a batch of any size", () => {
    const shapes = inferred({
      ...classifier(),
      output: [value("out", ["batch", "rest"])],
      initializer: [integers("zero", [0]), integers("rest", [-1])],
      node: [
        node("Shape", ["images"], ["shape"]),
        node("Gather", ["shape", "zero"], ["batch"], [int("axis", 0)]),
        node("Concat", ["batch", "rest"], ["target"], [int("axis", 0)]),
        node("Reshape", ["images", "target"], ["out"]),
      ],
    });
    expect(shapes.values.get("out")?.dims).toEqual([1, 192]);
    expect([shapes.unknown, shapes.work]).toEqual([[], { macs2: 0, elementwise: 0 }]);
  });
  it("slices from the end, and backwards", () => {
    expect(slice([-2, 2 ** 40, 1])).toEqual([8, 8]);
    expect(slice([1, 3, 1])).toEqual([3, 8]);
    expect(slice([-1, -100, -1])).toEqual([8, 8, 3, 1]);
  });
  it("counts nothing for what is made of weights alone", () => {
    const shapes = inferred({
      ...classifier(),
      initializer: [weight("w", [8, 8])],
      node: [node("Add", ["w", "w"], ["twice"]), node("MatMul", ["images", "wT"], ["out"])].slice(
        0,
        1,
      ),
    });
    expect(shapes.work).toEqual({ macs2: 0, elementwise: 0 });
  });
});

describe("unknown operators", () => {
  it("are named instead of counted, once each, and what follows them is not", () => {
    const { node: nodes, ...rest } = classifier();
    const strange = [
      node("Magic", ["images"], ["m"], [], "com.example"),
      node("Magic", ["m"], ["n"], [], "com.example"),
      node("Loop", ["images"], ["l"]),
      node("Relu", ["l"], ["r"]),
    ];
    const shapes = inferred({ ...rest, node: [...strange, ...nodes] });
    expect(flopsOf(shapes, 1)).toEqual({ unknownOperators: ["com.example.Magic", "Loop"] });
  });
});

/** Products of [2,4] by [4,4], one of them in the branch that a constant chooses. */
function branching(branch: Parameters<typeof node>[], before = 1) {
  const inner = { output: [value("o", [2, 4])], node: branch.map((one) => node(...one)) };
  return inferred(
    {
      input: [value("images", [2, 4])],
      output: [value("out", [2, 4])],
      initializer: [integers("yes", [1]), weight("w", [4, 4])],
      node: [
        ...Array.from({ length: before }, (_, i) =>
          node("MatMul", [i === 0 ? "images" : `x${i - 1}`, "w"], [`x${i}`]),
        ),
        node("If", ["yes"], ["chosen"], [graph("then_branch", inner)]),
        node("MatMul", ["chosen", "w"], ["out"]),
      ],
    },
    [2, 4],
  );
}

describe("a branch that reads from outside of it", () => {
  it("is counted with all that comes after it", () => {
    const shapes = branching([["MatMul", ["x2", "w"], ["o"]]], 3);
    // Three before, one inside and one after, of 2·4·4 products each.
    expect(flopsOf(shapes, 1)).toMatchObject({ executed: { macs2: 5 * 2 * 32 } });
  });
  it("makes the count unknown where its own nodes are not in order", () => {
    const shapes = branching([
      ["Relu", ["late"], ["o"]],
      ["MatMul", ["x0", "w"], ["late"]],
    ]);
    expect(flopsOf(shapes, 1)).toEqual({ unknownOperators: ["If"] });
  });
});

function config(more: object) {
  return vitConfigSchema.parse({
    imageSize: 12,
    channels: 2,
    patch: 4,
    width: 16,
    depth: 2,
    heads: 2,
    mlpWidth: 32,
    classes: 5,
    ...more,
  });
}

function counted(more: object, strategy: Strategy) {
  const parsed = config(more);
  const artifact: DefinedArtifact = {
    kind: "defined",
    id: "tiny",
    config: parsed,
    weights: randomWeights(parsed, 1),
  };
  const files = exportOnnx(artifact, { strategy, precision: "float32", batch: 1 });
  const model = decoded(files.get("model.onnx") ?? new Uint8Array(), "model.onnx");
  const shapes = infer(model.graph, new Map([["images", [1, 2, 12, 12]]]));
  return {
    layers: shapes.layers.map(({ experts, k }) => [experts, k]),
    graph: knownFlops({ flops: flopsOf(shapes, 1) }),
    model: modelCost(parsed, strategy).flops,
  };
}

/** The graphs of this project beside the cost interpreter, which counts without a graph. */
describe("the project's own graphs", () => {
  it("has the cost interpreter's products for a dense model", () => {
    const { graph, model } = counted({ classToken: true, pool: "class" }, "dense");
    expect(graph?.executed.macs2).toBe(model.executed.macs2);
  });
  it("has its three counts for the fused operator of experts", () => {
    const { graph, model, layers } = counted({ moe: { experts: 4, layers: 2, k: 2 } }, "moe-op");
    expect(layers).toEqual([
      [4, 2],
      [4, 2],
    ]);
    // The graph takes two means over 9 tokens of 16 as products, which the interpreter counts as sums.
    const means = 2 * (2 * 9 * 16);
    for (const kind of ["denseEquivalent", "active", "executed"] as const)
      expect(graph?.[kind].macs2).toBe(model[kind].macs2 + means);
    expect(graph?.active.macs2).toBeLessThan(graph?.denseEquivalent.macs2 ?? 0);
  });
});
