import { sealed } from "@vmoe-bench/artifact";
import {
  ClosedModelError,
  requireShape,
  tokenCount,
  type Backend,
  type ChosenExperts,
  type LoadedModel,
  type Prediction,
  type ModelConfig,
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
    prepare: ({ id, config }, options) => sealed({ model: id, config, ...options }, new Map()),
    load({ manifest }, { threads }) {
      const { config, strategy, batch, precision } = manifest;
      const prediction = emptyPrediction(batch, config);
      const expected = [batch, config.channels, config.imageSize, config.imageSize];
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

function emptyPrediction(batch: number, config: ModelConfig): Prediction {
  const { moe, classes } = config;
  const logits = new Float32Array(batch * classes);
  if (moe === undefined) return { logits, routings: [] };
  const perImage = moe.routing === "image";
  const choices = perImage ? batch : batch * tokenCount(config);
  const routing: ChosenExperts = {
    experts: Int32Array.from({ length: choices * moe.k }, (_, i) => i % moe.k),
    gates: new Float32Array(choices * moe.k).fill(1 / moe.k),
  };
  return {
    logits,
    routings: perImage ? [routing] : Array.from({ length: moe.layers }, () => routing),
  };
}
