import { expect, test } from "vitest";
import { PartsStatus } from "./parts-status.ts";

function recorded() {
  const said: string[] = [];
  let ms = 0;
  const status = {
    line: (text: string) => void said.push(text),
    update: (text: string) => void said.push(`~ ${text}`),
    clear: () => void said.push("~"),
  };
  const parts = new PartsStatus(status, () => ms);
  return { said, parts, at: (seconds: number) => (ms = 1_000 * seconds) };
}

test("downloads that go side by side share a line, with bytes and time left", () => {
  const { said, parts, at } = recorded();
  const tfjs = parts.reporterOf("tfjs-node");
  const ort = parts.reporterOf("onnxruntime-node");
  tfjs.step("downloading TensorFlow");
  tfjs.progress?.(0, 200e6);
  at(10);
  ort.progress?.(0, 100e6);
  tfjs.progress?.(50e6, 200e6);
  at(12);
  ort.progress?.(50e6, 100e6);
  parts.ended("tfjs-node");
  parts.ended("onnxruntime-node");
  expect(said).toEqual([
    "setup: downloading TensorFlow",
    "~",
    "~ setup: tfjs-node 0 of 200 MB",
    "~ setup: tfjs-node 0 of 200 MB; onnxruntime-node 0 of 100 MB",
    "~ setup: tfjs-node 50 of 200 MB, 30 s left; onnxruntime-node 0 of 100 MB",
    // 50 MB in 12 s leave 36 s; 50 MB in 2 s leave 2 s.
    "~ setup: tfjs-node 50 of 200 MB, 36 s left; onnxruntime-node 50 of 100 MB, 2 s left",
    "~ setup: onnxruntime-node 50 of 100 MB, 2 s left",
    "~",
  ]);
});

test("a step that begins ends the download before it", () => {
  const { said, parts } = recorded();
  const part = parts.reporterOf("tfjs-node");
  part.progress?.(100e6, 200e6);
  part.step("compiling");
  expect(said.slice(1)).toEqual(["setup: compiling", "~"]);
});
