import {
  UnsupportedError,
  vitConfigSchema,
  type DefinedArtifact,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { exportOnnx, modelGraphs } from "./export-onnx.ts";
import { quantise } from "./affine.ts";
import { onnxFiles } from "./files.ts";
import type { Graph } from "./graph/graph-builder.ts";
import { constant } from "./graph/value.ts";

function model(more: object = {}): DefinedArtifact {
  const config = vitConfigSchema.parse({
    imageSize: 4,
    channels: 1,
    patch: 2,
    width: 4,
    depth: 1,
    heads: 2,
    mlpWidth: 8,
    classes: 3,
    ...more,
  });
  return { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) };
}
const sparse = model({ moe: { experts: 3, layers: 1 } });

type Asked = Pick<PrepareOptions, "strategy" | "batch"> & Partial<PrepareOptions>;

const graphsOf = (artifact: DefinedArtifact, asked: Asked) =>
  modelGraphs(artifact, { precision: "float32", ...asked });

function modelGraph(
  artifact: DefinedArtifact,
  asked: Asked,
  file: string = onnxFiles.whole,
): Graph {
  const graph = graphsOf(artifact, asked).get(file);
  if (graph === undefined) throw new Error(`There is no ${file}.`);
  return graph;
}

function lines({ nodes }: Graph): string[] {
  return nodes.map(
    ({ op, inputs, outputs }) => `${op}(${inputs.join(", ")}) -> ${outputs.join(", ")}`,
  );
}

describe("modelGraph", () => {
  it("writes a dense model with a Gemm for each linear map", () => {
    const graph = modelGraph(model(), { strategy: "dense", batch: 1 });
    expect(lines(graph)).toMatchInlineSnapshot(`
      [
        "Reshape(images, int64[6](1,1,2,2,2,2)) -> patch_embed.proj/Reshape",
        "Transpose(patch_embed.proj/Reshape) -> patch_embed.proj/Transpose",
        "Reshape(patch_embed.proj/Transpose, int64[2](4,4)) -> patch_embed.proj/Reshape_2",
        "Gemm(patch_embed.proj/Reshape_2, patch_embed.proj.weight[4,4].T, patch_embed.proj.bias) -> patch_embed.proj/Gemm",
        "Add(patch_embed.proj/Gemm, pos_embed[4,4]) -> pos_embed/Add",
        "LayerNormalization(pos_embed/Add, blocks.0.norm1.weight, blocks.0.norm1.bias) -> blocks.0.norm1/LayerNormalization",
        "Gemm(blocks.0.norm1/LayerNormalization, blocks.0.attn.qkv.weight.T, blocks.0.attn.qkv.bias) -> blocks.0.attn.qkv/Gemm",
        "Reshape(blocks.0.attn.qkv/Gemm, int64[3](4,6,2)) -> blocks.0.attn.qkv/Reshape",
        "Transpose(blocks.0.attn.qkv/Reshape) -> blocks.0.attn.qkv/Transpose",
        "Split(blocks.0.attn.qkv/Transpose, int64[3](2,2,2)) -> blocks.0.attn.qkv/Split:0, blocks.0.attn.qkv/Split:1, blocks.0.attn.qkv/Split:2",
        "Transpose(blocks.0.attn.qkv/Split:1) -> blocks.0.attn.qkv/Transpose_2",
        "MatMul(blocks.0.attn.qkv/Split:0, blocks.0.attn.qkv/Transpose_2) -> blocks.0.attn.qkv/MatMul",
        "Mul(blocks.0.attn.qkv/MatMul, 1/√2) -> blocks.0.attn.qkv/Mul",
        "Softmax(blocks.0.attn.qkv/Mul) -> blocks.0.attn.qkv/Softmax",
        "MatMul(blocks.0.attn.qkv/Softmax, blocks.0.attn.qkv/Split:2) -> blocks.0.attn.qkv/MatMul_2",
        "Transpose(blocks.0.attn.qkv/MatMul_2) -> blocks.0.attn.qkv/Transpose_3",
        "Reshape(blocks.0.attn.qkv/Transpose_3, int64[2](4,4)) -> blocks.0.attn.qkv/Reshape_2",
        "Gemm(blocks.0.attn.qkv/Reshape_2, blocks.0.attn.proj.weight.T, blocks.0.attn.proj.bias) -> blocks.0.attn.proj/Gemm",
        "Add(pos_embed/Add, blocks.0.attn.proj/Gemm) -> blocks.0.attn.proj/Add",
        "LayerNormalization(blocks.0.attn.proj/Add, blocks.0.norm2.weight, blocks.0.norm2.bias) -> blocks.0.norm2/LayerNormalization",
        "Gemm(blocks.0.norm2/LayerNormalization, blocks.0.mlp.fc1.weight.T, blocks.0.mlp.fc1.bias) -> blocks.0.mlp.fc1/Gemm",
        "Gelu(blocks.0.mlp.fc1/Gemm) -> blocks.0.mlp.fc1/Gelu",
        "Gemm(blocks.0.mlp.fc1/Gelu, blocks.0.mlp.fc2.weight.T, blocks.0.mlp.fc2.bias) -> blocks.0.mlp.fc2/Gemm",
        "Add(blocks.0.attn.proj/Add, blocks.0.mlp.fc2/Gemm) -> blocks.0.mlp.fc2/Add",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/sum/MatMul",
        "LayerNormalization(blocks.0.mlp.fc2/sum/MatMul, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
        "Gemm(fc_norm/LayerNormalization, head.weight.T, head.bias) -> logits",
      ]
    `);
  });

  it("gathers the chosen expert's weights", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 1 });
    expect(afterTrunk(graph)).toMatchInlineSnapshot(`
      [
        "Gemm(pos_embed/sum/MatMul, router.weight.T, router.bias) -> router/Gemm",
        "Softmax(router/Gemm) -> router/Softmax",
        "TopK(router/Softmax, int64[1](1)) -> gates_0, experts_0",
        "Reshape(experts_0, int64[0]()) -> router/Reshape",
        "Gather(blocks.0.mlp.fc1.weight.T, router/Reshape) -> blocks.0.mlp.fc1/Gather",
        "Gather(blocks.0.mlp.fc1.bias, router/Reshape) -> blocks.0.mlp.fc1/Gather_2",
        "Gemm(blocks.0.norm2/LayerNormalization, blocks.0.mlp.fc1/Gather, blocks.0.mlp.fc1/Gather_2) -> blocks.0.mlp.fc1/Gemm",
        "Gelu(blocks.0.mlp.fc1/Gemm) -> blocks.0.mlp.fc1/Gelu",
        "Gather(blocks.0.mlp.fc2.weight.T, router/Reshape) -> blocks.0.mlp.fc2/Gather",
        "Gather(blocks.0.mlp.fc2.bias, router/Reshape) -> blocks.0.mlp.fc2/Gather_2",
        "Gemm(blocks.0.mlp.fc1/Gelu, blocks.0.mlp.fc2/Gather, blocks.0.mlp.fc2/Gather_2) -> blocks.0.mlp.fc2/Gemm",
        "Mul(blocks.0.mlp.fc2/Gemm, gates_0) -> blocks.0.mlp.fc2/Mul",
        "Add(blocks.0.attn.proj/Add, blocks.0.mlp.fc2/Mul) -> blocks.0.mlp.fc2/Add",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/sum/MatMul",
        "LayerNormalization(blocks.0.mlp.fc2/sum/MatMul, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
      ]
    `);
  });

  it("gathers for each image of a batch", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 2 });
    expect(expertLines(graph)).toMatchInlineSnapshot(`
      [
        "Reshape(blocks.0.norm2/LayerNormalization, int64[4](2,1,4,4)) -> blocks.0.mlp.fc2/Reshape",
        "Gather(blocks.0.mlp.fc1.weight.T, experts_0) -> blocks.0.mlp.fc1/Gather",
        "MatMul(blocks.0.mlp.fc2/Reshape, blocks.0.mlp.fc1/Gather) -> blocks.0.mlp.fc1/MatMul",
        "Gather(blocks.0.mlp.fc1.bias[3,1,8], experts_0) -> blocks.0.mlp.fc1/Gather_2",
        "Add(blocks.0.mlp.fc1/MatMul, blocks.0.mlp.fc1/Gather_2) -> blocks.0.mlp.fc1/Add",
        "Gelu(blocks.0.mlp.fc1/Add) -> blocks.0.mlp.fc1/Gelu",
        "Gather(blocks.0.mlp.fc2.weight.T, experts_0) -> blocks.0.mlp.fc2/Gather",
        "MatMul(blocks.0.mlp.fc1/Gelu, blocks.0.mlp.fc2/Gather) -> blocks.0.mlp.fc2/MatMul",
        "Gather(blocks.0.mlp.fc2.bias[3,1,4], experts_0) -> blocks.0.mlp.fc2/Gather_2",
        "Add(blocks.0.mlp.fc2/MatMul, blocks.0.mlp.fc2/Gather_2) -> blocks.0.mlp.fc2/Add",
        "Mul(blocks.0.mlp.fc2/Add, router/Reshape) -> blocks.0.mlp.fc2/Mul",
        "Reshape(blocks.0.mlp.fc2/Mul, int64[2](8,4)) -> blocks.0.mlp.fc2/Reshape_2",
        "Add(blocks.0.attn.proj/Add, blocks.0.mlp.fc2/Reshape_2) -> blocks.0.mlp.fc2/Add_2",
        "Reshape(blocks.0.mlp.fc2/Add_2, int64[3](2,4,4)) -> blocks.0.mlp.fc2/sum/Reshape",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/sum/Reshape) -> blocks.0.mlp.fc2/sum/MatMul",
        "Reshape(blocks.0.mlp.fc2/sum/MatMul, int64[2](2,4)) -> blocks.0.mlp.fc2/sum/Reshape_2",
        "LayerNormalization(blocks.0.mlp.fc2/sum/Reshape_2, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
      ]
    `);
  });

  it("runs all experts as one wide MLP", () => {
    const graph = modelGraph(sparse, { strategy: "all-experts", batch: 1 });
    expect(expertLines(graph)).toMatchInlineSnapshot(`
      [
        "Gemm(blocks.0.norm2/LayerNormalization, blocks.0.mlp.fc1.weight.T.wide, blocks.0.mlp.fc1.bias[24]) -> blocks.0.mlp.fc1/Gemm",
        "Gelu(blocks.0.mlp.fc1/Gemm) -> blocks.0.mlp.fc1/Gelu",
        "Reshape(blocks.0.mlp.fc1/Gelu, int64[4](1,4,3,8)) -> blocks.0.mlp.fc1/Reshape",
        "Mul(blocks.0.mlp.fc1/Reshape, router/Reshape) -> blocks.0.mlp.fc1/Mul",
        "Reshape(blocks.0.mlp.fc1/Mul, int64[2](4,24)) -> blocks.0.mlp.fc2/Reshape",
        "MatMul(router/ScatterElements, blocks.0.mlp.fc2.bias) -> blocks.0.mlp.fc2/sum/MatMul",
        "Gemm(blocks.0.mlp.fc2/Reshape, blocks.0.mlp.fc2.weight.T[24,4], blocks.0.mlp.fc2/sum/MatMul) -> blocks.0.mlp.fc2/Gemm",
        "Add(blocks.0.attn.proj/Add, blocks.0.mlp.fc2/Gemm) -> blocks.0.mlp.fc2/Add",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/sum/MatMul_2",
        "LayerNormalization(blocks.0.mlp.fc2/sum/MatMul_2, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
      ]
    `);
  });

  it("fixes every shape at the border", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 2 });
    expect([...graph.inputs, ...graph.outputs]).toEqual([
      { kind: "activation", name: "images", type: "float32", dims: [2, 1, 4, 4] },
      { kind: "activation", name: "logits", type: "float32", dims: [2, 3] },
      { kind: "activation", name: "experts_0", type: "int64", dims: [2, 1] },
      { kind: "activation", name: "gates_0", type: "float32", dims: [2, 1] },
    ]);
  });

  it("gives a per-token model a choice for each MoE layer", () => {
    const perToken = model({ depth: 2, moe: { experts: 3, layers: 2, routing: "token", k: 2 } });
    const { outputs } = modelGraph(perToken, { strategy: "gather", batch: 2 });
    expect(outputs.map(({ name, dims }) => `${name}[${dims.join(",")}]`)).toEqual([
      "logits[2,3]",
      "experts_0[8,2]",
      "gates_0[8,2]",
      "experts_1[8,2]",
      "gates_1[8,2]",
    ]);
  });

  it.each(["gather", "all-experts"] as const)(
    "%s: reads only what was written before",
    (strategy) => {
      const graph = modelGraph(sparse, { strategy, batch: 2 });
      const written = new Set([...graph.inputs, ...graph.constants].map(({ name }) => name));
      for (const node of graph.nodes) {
        expect(node.inputs.filter((name) => !written.has(name))).toEqual([]);
        for (const output of node.outputs) {
          expect(written).not.toContain(output);
          written.add(output);
        }
      }
      expect(graph.outputs.filter(({ name }) => !written.has(name))).toEqual([]);
    },
  );

  it("stores each weight once", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 1 });
    const names = graph.constants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const floats = graph.constants.flatMap(({ name, data }) =>
      data instanceof Float32Array && !/^(mean of|1\/√)/.test(name) ? [data.length] : [],
    );
    const weights = [...sparse.weights.values()].map(({ data }) => data.length);
    expect(floats.reduce((a, b) => a + b)).toBe(weights.reduce((a, b) => a + b));
  });
});

describe("branch", () => {
  it("finds the expert in a tree, each branch with its own constants", () => {
    const graph = modelGraph(sparse, { strategy: "branch", batch: 1 });
    expect(treeOf(graph)).toEqual([
      "If(Less)",
      "  yes: If(Less_2)",
      "    yes: Gemm expert0 > Gelu > Gemm expert0",
      "    no: Gemm expert1 > Gelu > Gemm expert1",
      "  no: Gemm expert2 > Gelu > Gemm expert2",
    ]);
  });

  it("has a branch for each expert where there is more than one choice", () => {
    const graph = modelGraph(sparse, { strategy: "branch", batch: 2 });
    expect(graph.nodes.filter(({ op }) => op === "If")).toHaveLength(3);
  });
});

describe("split", () => {
  const graphs = graphsOf(sparse, { strategy: "split", batch: 1 });
  const count = (file: string) =>
    (graphs.get(file)?.constants ?? [])
      .filter(({ name }) => !/^(mean of|1\/√|int64)/.test(name))
      .reduce((sum, { data }) => sum + data.length, 0);

  it("is a trunk and a tail an expert, which fit together", () => {
    expect([...graphs.keys()]).toEqual(["trunk.onnx", "tail-0.onnx", "tail-1.onnx", "tail-2.onnx"]);
    expect(border(graphs.get("trunk.onnx")?.outputs ?? [])).toEqual([
      "tokens[4,4]",
      "router_logits[1,3]",
    ]);
    expect(border(graphs.get("tail-1.onnx")?.inputs ?? [])).toEqual(["tokens[4,4]", "gate[1,1]"]);
  });

  it("keeps another expert's weights out of a tail, and all of them out of the trunk", () => {
    const total = [...sparse.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
    const [fc1, fc2] = [4 * 8 + 8, 8 * 4 + 4];
    const head = 3 * 4 + 3 + 2 * 4;
    const norm2 = 2 * 4;
    expect(count("tail-0.onnx")).toBe(fc1 + fc2 + head + norm2);
    expect(count("trunk.onnx")).toBe(total - 3 * (fc1 + fc2) - head - norm2);
  });

  it("has no gate to pass where the only one is 1", () => {
    const normalized = model({ moe: { experts: 3, layers: 1, gate: "normalized" } });
    const { inputs } = modelGraph(normalized, { strategy: "split", batch: 1 }, onnxFiles.tail(0));
    expect(inputs.map(({ name }) => name)).toEqual(["tokens"]);
  });

  it("takes any number of images in a tail where the batch is more than one", () => {
    const { inputs } = modelGraph(sparse, { strategy: "split", batch: 2 }, onnxFiles.tail(0));
    expect(inputs.every(({ dims: [rows = 0] }) => rows < 0)).toBe(true);
  });

  it.each([
    ["token", { routing: "token" }, "chooses for each token"],
    ["k = 2", { k: 2 }, "with k = 2"],
  ])("refuses %s, and says why", (_, more, why) => {
    const other = model({ moe: { experts: 3, layers: 1, ...more } });
    expect(() => graphsOf(other, { strategy: "split", batch: 1 })).toThrow(why);
  });
});

describe("int8", () => {
  it("has a scale for each column and rounds to the nearest of 255 steps", () => {
    const matrix = constant("w.T", [2, 3], Float32Array.of(1.27, 0, -2, 0.635, 0, 1));
    const { quantised, scales } = quantise(matrix);
    expect(Array.from(scales.data, Number)).toEqual([
      expect.closeTo(0.01),
      1,
      expect.closeTo(2 / 127),
    ]);
    expect(Array.from(quantised.data, Number)).toEqual([127, 0, -127, 64, 0, 64]);
  });

  it("is written for strategies whose weights are constants", () => {
    const asked = { batch: 1, precision: "int8" } as const;
    const ops = modelGraph(sparse, { ...asked, strategy: "split" }, onnxFiles.tail(0)).nodes;
    expect(ops.filter(({ op }) => op === "DynamicQuantizeMatMul")).toHaveLength(3);
    expect(ops.filter(({ op }) => op === "Gemm")).toHaveLength(0);
    expect(() => graphsOf(sparse, { ...asked, strategy: "gather" })).toThrow(UnsupportedError);
  });
});

describe("float16", () => {
  it("keeps float32 at the border and rounds every weight", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 1, precision: "float16" });
    expect([...graph.inputs, ...graph.outputs].map(({ type }) => type)).toEqual([
      "float32",
      "float32",
      "int64",
      "float32",
    ]);
    expect(graph.constants.some(({ data }) => data instanceof Float32Array)).toBe(false);
    expect(lines(graph).filter((line) => line.startsWith("Cast"))).toEqual([
      "Cast(images) -> images.half",
      "Cast(logits.half) -> logits",
      "Cast(gates_0.half) -> gates_0",
    ]);
  });
});

describe("exportOnnx", () => {
  it("writes a file that starts as ONNX does: field 1, IR version 8", () => {
    const files = exportOnnx(model(), { strategy: "dense", batch: 1, precision: "float32" });
    expect(Array.from(files.get(onnxFiles.whole)?.subarray(0, 2) ?? [])).toEqual([0x08, 8]);
  });

  it("refuses a strategy that does not fit the model, or the precision", () => {
    const refused: [DefinedArtifact, Asked][] = [
      [model(), { strategy: "gather", batch: 1 }],
      [model(), { strategy: "split", batch: 1 }],
      [sparse, { strategy: "dense", batch: 1 }],
      [sparse, { strategy: "branch", batch: 1, precision: "float16" }],
    ];
    for (const [artifact, asked] of refused)
      expect(() => graphsOf(artifact, asked)).toThrow(UnsupportedError);
  });
});

function border(values: Graph["inputs"]): string[] {
  return values.map(({ name, dims }) => `${name}[${dims.join(",")}]`);
}

/** The nodes inside branches, by depth. */
function treeOf({ nodes }: Graph, depth = 0): string[] {
  const indent = "  ".repeat(depth);
  return nodes.flatMap(({ op, inputs, attributes }) => {
    if (op !== "If") return [];
    const inside = Object.entries(attributes).flatMap(([name, attribute]) => {
      if (!("graph" in attribute)) return [];
      const word = name === "then_branch" ? "yes" : "no";
      const [first, ...rest] = treeOf(attribute.graph, depth + 1);
      if (first !== undefined) return [`${indent}  ${word}: ${first.trim()}`, ...rest];
      const ops = attribute.graph.nodes.map((node) => {
        const expert = /expert\d/.exec(node.inputs[1] ?? "");
        return expert === null ? node.op : `${node.op} ${expert[0]}`;
      });
      return [`${indent}  ${word}: ${ops.join(" > ")}`];
    });
    return [`${indent}If(${(inputs[0] ?? "").replace(/.*\//, "")})`, ...inside];
  });
}

function afterTrunk(graph: Graph): string[] {
  const all = lines(graph);
  return all.filter((line) => /router|mlp|experts|gates/.test(line));
}

function expertLines(graph: Graph): string[] {
  return lines(graph).filter((line) => /mlp/.test(line));
}
