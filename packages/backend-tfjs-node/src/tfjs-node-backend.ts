import { sealed } from "@vmoe-bench/artifact";
import {
  UnsupportedError,
  type Backend,
  type PrepareOptions,
  type ModelArtifact,
} from "@vmoe-bench/contracts";
import { decodeSafetensors, encodeSafetensors } from "@vmoe-bench/model";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { openModel } from "./open-model.ts";
import { probeTfjsNode } from "./probe.ts";

const weightsFile = "model.safetensors";

/** TensorFlow's CPU kernels, called operation by operation from tfjs. */
export function tfjsNodeBackend(): Backend {
  return {
    id: "tfjs-node/cpu",
    probe: probeTfjsNode,
    async prepare(model, options) {
      requireFittingStrategy(model, options);
      const { id, config, weights } = model;
      const files = new Map([[weightsFile, encodeSafetensors(weights)]]);
      return sealed({ model: id, config, ...options }, files);
    },
    async load(files, options) {
      const weights = decodeSafetensors(await files.read(weightsFile), weightsFile);
      const { manifest } = files;
      return openModel(await loadTfjsNode(options), weights, { manifest, ...options });
    },
  };
}

function requireFittingStrategy({ id, config }: ModelArtifact, { strategy }: PrepareOptions): void {
  if ((config.moe === undefined) === (strategy === "dense")) return;
  throw config.moe === undefined
    ? new UnsupportedError(
        `${id} has no experts for the strategy "${strategy}".`,
        'Run a dense model as "dense".',
      )
    : new UnsupportedError(
        `${id} has experts and can't run as "dense".`,
        'Run it as "gather" or "all-experts".',
      );
}
