import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { moeOf, type ImageBatch, type ModelArtifact } from "@vmoe-bench/contracts";
import { inLayout } from "@vmoe-bench/dataset";
import { runReference } from "@vmoe-bench/model";
import { openBackend } from "../backends.ts";

/** What every backend must agree with. */
interface Reference {
  /** [K] of one image [1,C,H,W]. */
  logitsOf(image: ImageBatch): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * The reference interpreter; of a plain ONNX file, which that does not read, ONNX Runtime on the CPU.
 * Null where that is not here.
 */
export async function openReference(artifact: ModelArtifact): Promise<Reference | null> {
  if (artifact.kind === "onnx") return openOnCpu(artifact);
  return {
    logitsOf: async (image) => runReference(artifact, image).logits,
    close: async () => undefined,
  };
}

/** Any model by ONNX Runtime on the CPU, in this process; null where that is not here. */
export async function openOnCpu(artifact: ModelArtifact): Promise<Reference | null> {
  const backend = await openBackend("ort-node/cpu");
  if (!(await backend.probe()).available) return null;
  const { config } = artifact;
  const batch = artifact.kind === "onnx" ? (artifact.config.batch ?? 1) : 1;
  const layout = artifact.kind === "onnx" ? artifact.config.layout : "nchw";
  const strategy = moeOf(artifact) === undefined ? "dense" : "all-experts";
  const files = filesInMemory(
    await backend.prepare(artifact, { strategy, precision: "float32", batch }),
  );
  const loaded = await backend.load(files, { threads: 1, expertCap: null });
  return {
    async logitsOf(image) {
      const input = repeated(inLayout(image, layout), batch);
      const { logits } = await loaded.run(input);
      return logits.slice(0, config.classes);
    },
    close: () => loaded.close(),
  };
}

/** A graph of a fixed batch gets the image as often as it wants. */
function repeated({ dims, data }: ImageBatch, batch: number): ImageBatch {
  const all = new Float32Array(batch * data.length);
  for (let i = 0; i < batch; i += 1) all.set(data, i * data.length);
  return { dims: [batch, dims[1], dims[2], dims[3]], data: all };
}
