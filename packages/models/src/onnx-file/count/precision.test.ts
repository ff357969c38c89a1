import { expect, it } from "vitest";
import { decoded } from "../read/read-onnx.ts";
import { classifier, int, node, onnx } from "../testing/onnx.ts";
import { precisionOf } from "./numbers.ts";

const { node: nodes } = classifier();
const withNode = (more: ReturnType<typeof node>) =>
  precisionOf(decoded(onnx({ ...classifier(), node: [...nodes, more] }), "it"));

it.each([
  ["float32", node("Relu", ["logits"], ["y"])],
  ["int8", node("QuantizeLinear", ["logits", "bias"], ["y"])],
  ["int8", node("DequantizeLinear", ["logits", "bias"], ["y"])],
  ["int8", node("MatMulInteger", ["logits", "bias"], ["y"])],
  ["int8", node("ConvInteger", ["logits", "bias"], ["y"])],
  ["int8", node("QLinearConv", ["logits", "bias"], ["y"])],
  ["int8", node("QLinearAdd", ["logits", "bias"], ["y"], [], "com.microsoft")],
  ["int8", node("DynamicQuantizeMatMul", ["logits", "bias"], ["y"], [], "com.microsoft")],
  ["float16", node("Cast", ["logits"], ["y"], [int("to", 10)])],
  ["float32", node("Cast", ["logits"], ["y"], [int("to", 11)])],
] as const)("a graph is as exact as the coarsest of its nodes: %s", (precision, more) => {
  expect(withNode(more)).toBe(precision);
});
