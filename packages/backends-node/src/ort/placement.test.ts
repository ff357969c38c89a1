import { UnsupportedError } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { operationsOf, requirePlacement } from "./operations.ts";

/** One row of a profile. */
const ran = (kind: string, provider: "CPU" | "WebGpu", type: string, dims: readonly number[]) => ({
  cat: "Node",
  name: `router/${kind}_kernel_time`,
  args: {
    op_name: kind,
    provider: `${provider}ExecutionProvider`,
    output_type_shape: [{ [type]: dims }],
  },
});
const judge = (graph: "defined" | "onnx", ...rows: readonly ReturnType<typeof ran>[]) =>
  requirePlacement(operationsOf(JSON.stringify(rows)), "webgpu", graph);

const gpu = ran("Gemm", "WebGpu", "float", [1, 10]);

it("takes products on the provider and a choice on the CPU", () => {
  expect(() => judge("defined", gpu, ran("Less", "CPU", "bool", [1]))).not.toThrow();
});

it.each(["Gemm", "QLinearMatMul", "QGemm", "Einsum", "MatMulNBits"])(
  "refuses the product %s that fell back",
  (kind) => {
    const fallenBack = () => judge("defined", gpu, ran(kind, "CPU", "uint8", [1, 10]));
    expect(fallenBack).toThrow(UnsupportedError);
    expect(fallenBack).toThrow(`ran ${kind} "router/${kind}" on CPUExecutionProvider`);
  },
);

it("takes shapes and a scale on the CPU, of a graph made elsewhere", () => {
  const shape = ran("Concat", "CPU", "int64", [5]);
  expect(() => judge("onnx", gpu, shape, ran("Cast", "CPU", "float", [1]))).not.toThrow();
});

it("refuses what gives more on the CPU, of a graph made elsewhere", () => {
  const softmax = ran("Softmax", "CPU", "float", [2, 17, 17]);
  expect(() => judge("onnx", gpu, softmax)).toThrow('ran Softmax "router/Softmax" on CPU');
  expect(() => judge("onnx", ran("QLinearAdd", "CPU", "uint8", [17]))).toThrow(UnsupportedError);
});
