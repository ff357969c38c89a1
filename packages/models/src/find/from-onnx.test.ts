import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { classifier, onnx } from "../onnx-file/testing/onnx.ts";
import { fromOnnx } from "./from-onnx.ts";

/** What is said of a model of colour images, without the folder's name. */
async function saidOf(json: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "from-onnx-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "m.onnx"), onnx(classifier()));
  await writeFile(join(folder, "m.json"), JSON.stringify(json));
  const model = await fromOnnx(join(folder, "m.onnx"));
  return (model?.inferred ?? []).join("\n").replaceAll(`${folder}/`, "");
}

test.each([
  [{ mean: [0.4, 0.5, 0.6], std: [0.2, 0.2, 0.2] }, "RGB, mean 0.4 0.5 0.6, std 0.2 0.2 0.2"],
  // Those of bytes are said for values from 0 to 1: 51 / 255 and 1 / 255.
  [
    { mean: [51, 102, 153], std: [1, 1, 1], range: 255, channels: "bgr" },
    "BGR, mean 0.2 0.4 0.6, std 0.00392157 0.00392157 0.00392157",
  ],
])("a model of colour images is told with the order of its channels: %j", async (json, values) => {
  expect(await saidOf(json)).toBe(
    `m.onnx: images "images" [any,3,8,8] (nchw), ${values}; logits "logits", 5 classes`,
  );
});
