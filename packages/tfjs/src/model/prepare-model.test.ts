import { expect, test } from "vitest";
import { prepareModel } from "./prepare-model.ts";

test("a plain ONNX file is for ONNX Runtime alone", async () => {
  const config = {
    input: "images",
    logits: "logits",
    layout: "nchw",
    channels: 1,
    height: 8,
    width: 8,
    classes: 2,
    batch: null,
    precision: "float32",
    weightBytes: 0,
  } as const;
  const model = { kind: "onnx", id: "./my.onnx", config, bytes: new Uint8Array() } as const;
  const options = { strategy: "dense", precision: "float32", batch: 1 } as const;
  await expect(prepareModel(model, options)).rejects.toMatchObject({
    code: "unsupported",
    message: "tfjs reads no ONNX files, and ./my.onnx is one.",
    remedy:
      'Use a backend of ONNX Runtime: "ort-node/cpu", "ort-node/webgpu", "ort-web/wasm" or "ort-web/webgpu".',
  });
});
