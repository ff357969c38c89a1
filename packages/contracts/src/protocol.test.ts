import { UnsupportedError } from "./backend.ts";
import { expect, it } from "vitest";
import { taskSchema } from "./block.ts";
import { endOf, failureOf } from "./protocol.ts";

// As Chromium, Firefox and Safari, and Emscripten and ONNX Runtime word it.
it.each([
  "Array buffer allocation failed",
  "WebAssembly.Memory(): could not allocate memory",
  "Out of memory",
  "Aborted(OOM)",
  "std::bad_alloc",
  "Failed to allocate memory for requested buffer of size 4398046511104",
  "Cannot enlarge memory arrays to size 2147483648 bytes (OOM)",
])("%s is a lack of memory", (message) => {
  expect(failureOf(new RangeError(message)).code).toBe("out-of-memory");
});

it.each(["GPUDevice is lost", "The device is lost.", "WebGPU device lost (reason: unknown)"])(
  "%s is a lost device",
  (message) => {
    expect(failureOf(new Error(message)).code).toBe("device-lost");
  },
);

it("keeps the stack of what is unknown, which is our bug", () => {
  const failure = failureOf(new TypeError("x is undefined"));
  expect(failure.code).toBe("bug");
  expect(failure.message).toContain("protocol.test.ts");
});

it("is no failure where it can't be had", () => {
  expect(endOf(new UnsupportedError("No WebGPU.", "Use wasm."))).toEqual({
    type: "unsupported",
    reason: "No WebGPU.",
    remedy: "Use wasm.",
  });
});

it("carries the logit of a masked class, for which JSON has no number", () => {
  const reference = { logits: [[1, "-Infinity"]], tolerance: 0.1 };
  const sent = JSON.stringify({ kind: "accuracy", reference });
  expect(taskSchema.parse(JSON.parse(sent))).toMatchObject({ reference });
});
