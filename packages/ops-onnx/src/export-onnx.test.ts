import { UnsupportedError, vitConfigSchema, type ModelArtifact } from "@vmoe-bench/contracts";
import { randomWeights } from "@vmoe-bench/model";
import { describe, expect, it } from "vitest";
import { exportOnnx, modelGraph } from "./export-onnx.ts";
import type { Graph } from "./graph/graph-builder.ts";

function model(more: object = {}): ModelArtifact {
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
  return { kind: "vit", id: "tiny", config, weights: randomWeights(config, 1) };
}
const sparse = model({ moe: { experts: 3, layers: 1 } });

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
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/mean/MatMul",
        "LayerNormalization(blocks.0.mlp.fc2/mean/MatMul, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
        "Gemm(fc_norm/LayerNormalization, head.weight.T, head.bias) -> logits",
      ]
    `);
  });

  it("gathers the chosen expert's weights", () => {
    const graph = modelGraph(sparse, { strategy: "gather", batch: 1 });
    expect(afterTrunk(graph)).toMatchInlineSnapshot(`
      [
        "Gemm(pos_embed/mean/MatMul, router.weight.T, router.bias) -> router/Gemm",
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
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/mean/MatMul",
        "LayerNormalization(blocks.0.mlp.fc2/mean/MatMul, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
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
        "Reshape(blocks.0.mlp.fc2/Add_2, int64[3](2,4,4)) -> blocks.0.mlp.fc2/mean/Reshape",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/mean/Reshape) -> blocks.0.mlp.fc2/mean/MatMul",
        "Reshape(blocks.0.mlp.fc2/mean/MatMul, int64[2](2,4)) -> blocks.0.mlp.fc2/mean/Reshape_2",
        "LayerNormalization(blocks.0.mlp.fc2/mean/Reshape_2, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
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
        "MatMul(router/ScatterElements, blocks.0.mlp.fc2.bias) -> blocks.0.mlp.fc2/MatMul",
        "Gemm(blocks.0.mlp.fc2/Reshape, blocks.0.mlp.fc2.weight.T[24,4], blocks.0.mlp.fc2/MatMul) -> blocks.0.mlp.fc2/Gemm",
        "Add(blocks.0.attn.proj/Add, blocks.0.mlp.fc2/Gemm) -> blocks.0.mlp.fc2/Add",
        "MatMul(mean of 0:4, blocks.0.mlp.fc2/Add) -> blocks.0.mlp.fc2/mean/MatMul",
        "LayerNormalization(blocks.0.mlp.fc2/mean/MatMul, fc_norm.weight, fc_norm.bias) -> fc_norm/LayerNormalization",
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

describe("exportOnnx", () => {
  it("writes a file that starts as ONNX does: field 1, IR version 8", () => {
    const file = exportOnnx(model(), { strategy: "dense", batch: 1 });
    expect([...file.subarray(0, 2)]).toEqual([0x08, 8]);
  });

  it("refuses a strategy that does not fit the model", () => {
    expect(() => exportOnnx(model(), { strategy: "gather", batch: 1 })).toThrow(UnsupportedError);
    expect(() => exportOnnx(sparse, { strategy: "dense", batch: 1 })).toThrow(UnsupportedError);
  });
});

function afterTrunk(graph: Graph): string[] {
  const all = lines(graph);
  return all.filter((line) => /router|mlp|experts|gates/.test(line));
}

function expertLines(graph: Graph): string[] {
  return lines(graph).filter((line) => /mlp/.test(line));
}
