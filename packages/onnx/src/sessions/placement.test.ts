import { describe, expect, it } from "vitest";
import { mustBeOnProvider } from "./provider.ts";

const kinds = (candidates: readonly string[], graph: "defined" | "onnx") =>
  candidates.filter((kind) => mustBeOnProvider({ kind }, graph));
const gave = (kind: string, values: number) => mustBeOnProvider({ kind, values }, "onnx");

describe("mustBeOnProvider", () => {
  it.each(["defined", "onnx"] as const)("holds for each product of a %s graph", (graph) => {
    const all = ["QLinearMatMul", "QGemm", "Einsum", "MatMulNBits", "FusedConv", "QAttention"];
    expect(kinds(all, graph)).toEqual(all);
    expect(mustBeOnProvider({ kind: "MatMul", values: 1 }, graph)).toBe(true);
  });

  it("holds for nothing else of our own graphs", () => {
    expect(kinds(["Less", "Reshape", "Softmax"], "defined")).toEqual([]);
  });

  it("holds for all but shapes and indexes of a graph made elsewhere", () => {
    const some = ["Shape", "Gather", "LayerNormalization", "Where", "Softmax", "Erf"];
    expect(kinds(some, "onnx")).toEqual(["LayerNormalization", "Softmax", "Erf"]);
  });

  it("goes by what a node gave, where that is known", () => {
    expect([gave("Mul", 0), gave("Softmax", 0), gave("Cast", 4)]).toEqual([false, false, false]);
    expect([gave("Mul", 5), gave("Softmax", 10)]).toEqual([true, true]);
  });
});
