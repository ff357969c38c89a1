import { expect, test } from "vitest";
import { judgeReports } from "./facts.ts";

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
