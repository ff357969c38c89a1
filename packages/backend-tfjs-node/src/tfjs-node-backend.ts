import {
  UnsupportedError,
  type Backend,
  type LoadOptions,
  type ModelArtifact,
} from "@vmoe-bench/contracts";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { openModel } from "./open-model.ts";
import { probeTfjsNode } from "./probe.ts";

/** TensorFlow's CPU kernels, called operation by operation from tfjs. */
export function tfjsNodeBackend(): Backend {
  return {
    id: "tfjs-node/cpu",
    probe: probeTfjsNode,
    async load(model, options) {
      requireFittingStrategy(model, options);
      return openModel(await loadTfjsNode(options), model, options);
    },
  };
}

function requireFittingStrategy({ id, config }: ModelArtifact, { strategy }: LoadOptions): void {
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
