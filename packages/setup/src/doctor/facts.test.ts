import { expect, test } from "vitest";
import { type Facts, judgeFacts, judgeReports } from "./facts.ts";

const good: Facts = {
  node: "20.19.0",
  processor: "Cortex-A76",
  cores: 4,
  totalBytes: 8e9,
  freeBytes: 6e9,
  load: 1,
};

test("a machine that is fine", () => {
  expect(judgeFacts(good)).toEqual([
    { name: "Node", status: "ok", detail: "20.19.0" },
    { name: "Processor", status: "ok", detail: "Cortex-A76, 4 cores" },
    { name: "Memory", status: "ok", detail: "6.0 GB of 8.0 GB free" },
    { name: "Load", status: "ok", detail: "1.0 running on 4 over the last minute" },
  ]);
});

test.each([
  ["18.20.4", "missing"],
  ["20.18.3", "missing"],
  ["20.20.2", "ok"],
  ["22.0.0", "ok"],
  ["25.1.0", "ok"],
])("Node %s is %s", (node, status) => {
  expect(judgeFacts({ ...good, node })[0]).toMatchObject({ name: "Node", status });
});

test("little memory and other programs that run are warnings with remedies", () => {
  const [, , memory, load] = judgeFacts({ ...good, freeBytes: 1e9, load: 1.1 });
  expect([memory?.status, load?.status]).toEqual(["warning", "warning"]);
  expect(memory?.remedy).toContain("Close");
  expect(load?.remedy).toContain("Wait");
});

test.each([{}, { ORT_DISABLE_TELEMETRY: "1" }, { DO_NOT_TRACK: "true" }])(
  "with %j nothing is reported",
  (env) => {
    expect(judgeReports(env)).toMatchObject({ name: "Telemetry", status: "ok" });
  },
);

test("what the user has asked for is told", () => {
  expect(judgeReports({ ORT_DISABLE_TELEMETRY: "0", TURBO_TELEMETRY_DISABLED: "1" })).toEqual({
    name: "Telemetry",
    status: "warning",
    detail: "ONNX Runtime's telemetry to Microsoft: on, as ORT_DISABLE_TELEMETRY asks for it",
    remedy: "Unset ORT_DISABLE_TELEMETRY to have it off.",
  });
});
