import { UnsupportedError } from "./backend.ts";
import { expect, it } from "vitest";
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
