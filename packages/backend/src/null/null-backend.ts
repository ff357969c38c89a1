import { sealed } from "../prepared/checked-files.ts";
import {
  ClosedModelError,
  inputDims,
  kindOf,
  requireShape,
  tokenCount,
  type Backend,
  type ChosenExperts,
  type LoadedModel,
  type PreparedManifest,
  type Prediction,
} from "@vmoe-bench/contracts";

/**
 * Computes nothing: every image is class 0 and goes to the first k experts. What it takes to run
 * is what the harness adds to every other backend's time. Its accuracy means nothing.
 */
export function nullBackend(): Backend {
  return {
    id: "null",
    probe: () =>
      Promise.resolve({ available: true, versions: {}, adapter: "none", software: false }),
    prepare: (model, options) =>
      sealed({ ...kindOf(model), model: model.id, ...options }, new Map()),
    load({ manifest }, { threads }) {
      const { strategy, batch, precision } = manifest;
      const prediction = emptyPrediction(manifest);
      const expected = inputDims(manifest, batch);
      let closed = false;
      const model: LoadedModel = {
        placement: {
          runtime: "null",
          version: "1",
          provider: "none",
          threads,
          strategy,
          precision,
          artifactBytes: 0,
        },
        async run(images) {
          if (closed) throw new ClosedModelError();
          requireShape(expected, images);
          return prediction;
        },
        async close() {
          closed = true;
        },
      };
      return Promise.resolve(model);
    },
  };
}

function emptyPrediction(manifest: PreparedManifest): Prediction {
  const { batch, config } = manifest;
  const logits = new Float32Array(batch * config.classes);
  if (manifest.kind === "onnx" || manifest.config.moe === undefined)
    return { logits, routings: [] };
  const { moe } = manifest.config;
  const perImage = moe.routing === "image";
  const choices = perImage ? batch : batch * tokenCount(manifest.config);
  const routing: ChosenExperts = {
    experts: Int32Array.from({ length: choices * moe.k }, (_, i) => i % moe.k),
    gates: new Float32Array(choices * moe.k).fill(1 / moe.k),
  };
  return {
    logits,
    routings: perImage ? [routing] : Array.from({ length: moe.layers }, () => routing),
  };
}
