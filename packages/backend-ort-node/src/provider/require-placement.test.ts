import { UnsupportedError } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { requirePlacement } from "./require-placement.ts";

const cpu = { kind: "Less", name: "router/Less", macs2: 0, provider: "CPUExecutionProvider" };
const gpu = { kind: "Gemm", name: "head", macs2: 48, provider: "WebGpuExecutionProvider" };

it("takes products on the provider and a choice on the CPU", () => {
  expect(() => requirePlacement([gpu, cpu], "webgpu")).not.toThrow();
});

const fallenBack = () => requirePlacement([gpu, { ...cpu, kind: "Gemm", macs2: 2 }], "webgpu");

it("refuses a product that fell back", () => {
  expect(fallenBack).toThrow(UnsupportedError);
  expect(fallenBack).toThrow('ran Gemm "router/Less" on CPUExecutionProvider');
});
