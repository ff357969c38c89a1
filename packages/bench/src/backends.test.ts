import { expect, test } from "vitest";
import { partsOf } from "./backends.ts";

test("a run gets what its backends need, and nothing else", () => {
  expect([...partsOf(["ort-node/cpu"], "chrome")]).toEqual(["onnxruntime-node"]);
  expect([...partsOf(["tfjs-node/cpu", "tfjs-web/wasm", "ort-web/wasm"], "chrome")]).toEqual([
    "tfjs-node",
    "browser",
  ]);
  expect([...partsOf(["ort-web/wasm"], "firefox")]).toEqual([]);
  expect([...partsOf(["null", "own/backend"], "chrome")]).toEqual([]);
});
