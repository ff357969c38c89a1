import { vitConfigSchema, type DefinedArtifact, type Strategy } from "@vmoe-bench/contracts";
import { randomWeights, runReference } from "@vmoe-bench/model";
import { exportOnnx, onnxFiles, tensorNames } from "@vmoe-bench/onnx/export";
import { floats } from "@vmoe-bench/onnx/sessions";
import { describe, expect, it } from "vitest";
import { openSession } from "./open-session.ts";
import { ortNodeBackend } from "./ort-node-backend.ts";

function model(more: object): DefinedArtifact {
  const config = vitConfigSchema.parse({
    imageSize: 8,
    channels: 1,
    patch: 4,
    width: 16,
    depth: 2,
    heads: 2,
    mlpWidth: 32,
    classes: 5,
    ...more,
  });
  return { kind: "defined", id: "tiny", config, weights: randomWeights(config, 1) };
}

const images = {
  dims: [1, 1, 8, 8] as const,
  data: Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
};

describe("float16", () => {
  // The CPU provider converts to float32 around each operator: no way to measure, a way to check.
  it.each([
    ["dense", {}],
    ["gather", { moe: { experts: 3, layers: 1 } }],
    ["all-experts", { moe: { experts: 3, layers: 1, k: 2 } }],
  ] as const)("%s: the graph is right to three digits", async (strategy: Strategy, more) => {
    const artifact = model(more);
    const files = exportOnnx(artifact, { strategy, precision: "float16", batch: 1 });
    const { session, floatTensor, close } = await openSession(
      files.get(onnxFiles.whole) ?? new Uint8Array(),
      { threads: 1, provider: "cpu", isWhollyOnProvider: false },
    );
    const outputs = await session.run({
      [tensorNames.images]: floatTensor(images.data, images.dims),
    });
    const expected = runReference(artifact, images).logits;
    floats(outputs, tensorNames.logits).forEach((logit, i) => {
      expect(Math.abs(logit - (expected[i] ?? Number.NaN))).toBeLessThan(5e-3);
    });
    await close();
  });

  it("is refused on the CPU, which would convert unasked", async () => {
    const prepared = ortNodeBackend("cpu").prepare(model({}), {
      strategy: "dense",
      precision: "float16",
      batch: 1,
    });
    await expect(prepared).rejects.toThrow("it converts to float32 and back");
  });
});
