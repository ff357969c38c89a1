import { UnsupportedError } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { placementsIn, requirePlacement } from "./open-session.ts";

const at =
  "2026-11-24 22:09:15.870638 [V:onnxruntime:, session_state.cc:1383 VerifyEachNodeIsAssignedToAnEp] ";
const log = [
  "2026-11-24 22:09:15.845354 [I:onnxruntime:, transformer_memcpy.cc:393 AddCopyNode] Add MemcpyToHost before experts_0",
  `${at}Node placements`,
  `${at} Node(s) placed on [CPUExecutionProvider]. Number of nodes: 1`,
  `${at}   Reshape (router/Reshape)`,
  `${at} Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 1`,
  `${at}   Gemm (router/Gemm)`,
];

function whole(provider: string) {
  return placementsIn([`${at} All nodes placed on [${provider}]. Number of nodes: 6`]);
}

it("reads where each node is placed", () => {
  expect(placementsIn(log)).toEqual([
    { kind: "Reshape", name: "router/Reshape", provider: "CPUExecutionProvider" },
    { kind: "Gemm", name: "router/Gemm", provider: "WebGpuExecutionProvider" },
  ]);
});

it("takes an index on the CPU", () => {
  expect(() => requirePlacement(placementsIn(log), "webgpu", "defined")).not.toThrow();
});

it("takes a graph that is wholly on one provider, of which no nodes are listed", () => {
  expect(() =>
    requirePlacement(whole("WebGpuExecutionProvider"), "webgpu", "defined"),
  ).not.toThrow();
  expect(() => requirePlacement(whole("CPUExecutionProvider"), "webgpu", "defined")).toThrow(
    "on CPUExecutionProvider, not on WebGpuExecutionProvider",
  );
});

it("refuses a product on the CPU", () => {
  const fallen = [...log, `${at} Node(s) placed on [CPUExecutionProvider].`, `${at}   MatMul (x)`];
  const judge = () => requirePlacement(placementsIn(fallen), "webgpu", "defined");
  expect(judge).toThrow(UnsupportedError);
  expect(judge).toThrow('placed MatMul "x" on CPUExecutionProvider');
});

it("refuses what is no shape or index on the CPU, of a graph made elsewhere", () => {
  const softmax = [
    ...log,
    `${at} Node(s) placed on [CPUExecutionProvider].`,
    `${at}   Softmax (x)`,
  ];
  const judge = (graph: "defined" | "onnx") =>
    requirePlacement(placementsIn(softmax), "webgpu", graph);
  expect(() => judge("onnx")).toThrow('placed Softmax "x" on CPUExecutionProvider');
  expect(() => judge("defined")).not.toThrow();
});

it("refuses a log that says nothing", () => {
  expect(() => requirePlacement(placementsIn([]), "webgpu", "defined")).toThrow(
    "did not say where",
  );
});
