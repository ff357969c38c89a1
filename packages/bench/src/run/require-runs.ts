import { filesInMemory } from "@vmoe-bench/backend/prepared";
import { inputDims, KnownError, type OnnxArtifact } from "@vmoe-bench/contracts";
import { openBackend } from "../backends.ts";
import type { RunModel } from "@vmoe-bench/models/find";

/**
 * Runs a graph that was made elsewhere on blank images, once for a file: with the batch that it says it
 * has, or with one image and with two. Nothing is tried where ONNX Runtime is not here. What is no fault
 * of the graph's, as a lack of memory, its blocks say.
 * @throws UnsupportedError for what ONNX Runtime says of it
 */
export function requireRuns(model: RunModel): Promise<void> {
  const key = `${model.id}\n${model.sha256}`;
  const known = tried.get(key) ?? tryModel(model);
  tried.set(key, known);
  return known;
}

const tried = new Map<string, Promise<void>>();

async function tryModel(model: RunModel): Promise<void> {
  if (model.shape.kind !== "onnx") return;
  const artifact = await model.artifact();
  if (artifact.kind !== "onnx") return;
  await tryGraph(artifact).catch((error: unknown) => {
    if (error instanceof KnownError) throw error;
  });
}

async function tryGraph(artifact: OnnxArtifact): Promise<void> {
  const backend = await openBackend("ort-node/cpu");
  if (!(await backend.probe()).available) return;
  const own = artifact.config.batch;
  for (const batch of own === null ? [1, 2] : [own]) {
    const prepare = { strategy: "dense", precision: "float32", batch } as const;
    const files = filesInMemory(await backend.prepare(artifact, prepare));
    const loaded = await backend.load(files, { threads: 1, expertCap: null });
    const dims = inputDims(artifact, batch);
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1));
    try {
      await loaded.run({ dims, data });
    } finally {
      await loaded.close();
    }
  }
}
