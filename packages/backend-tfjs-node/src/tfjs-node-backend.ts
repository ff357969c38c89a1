import { sealed } from "@vmoe-bench/artifact";
import {
  UnsupportedError,
  type Backend,
  type ModelArtifact,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import { tfjsOps } from "@vmoe-bench/ops-tfjs";
import { loadTfjsNode } from "./load-tfjs-node.ts";
import { openModel } from "./open-model.ts";
import { openSplitModel } from "./open-split-model.ts";
import { probeTfjsNode } from "./probe.ts";
import { splitFiles, wholeFile } from "./weight-files.ts";

/** TensorFlow's CPU kernels, called operation by operation from tfjs. */
export function tfjsNodeBackend(): Backend {
  return {
    id: "tfjs-node/cpu",
    probe: probeTfjsNode,
    async prepare(model, options) {
      requireSupported(model, options);
      const { id, config, weights } = model;
      const files = isSplit(options) ? splitFiles(weights, config) : wholeFile(weights);
      return sealed({ model: id, config, ...options }, files);
    },
    async load(files, options) {
      const tf = await loadTfjsNode(options);
      if (isSplit(files.manifest)) return openSplitModel(tf, files, options);
      return openModel(tf, files, options.threads);
    },
  };
}

function isSplit({ strategy }: Pick<PrepareOptions, "strategy">): boolean {
  return strategy === "split" || strategy === "split-lazy";
}

/**
 * @throws UnsupportedError
 */
function requireSupported({ id, config: { moe } }: ModelArtifact, options: PrepareOptions): void {
  const { strategy, precision } = options;
  if (precision !== "float32")
    throw new UnsupportedError(
      `tfjs-node computes in float32; it has no ${precision} products.`,
      `Use "float32" here, or "int8" on ort-node/cpu.`,
    );
  if (moe === undefined && strategy !== "dense")
    throw new UnsupportedError(
      `${id} has no experts for the strategy "${strategy}".`,
      'Run a dense model as "dense".',
    );
  if (moe !== undefined && strategy === "dense")
    throw new UnsupportedError(
      `${id} has experts and can't run as "dense".`,
      'Run it with one of the strategies for experts, such as "split".',
    );
  tfjsOps(options);
  if (moe !== undefined && isSplit(options) && (moe.routing === "token" || moe.k > 1))
    throw new UnsupportedError(
      `"${strategy}" needs one expert for a whole image; ${id} has k = ${moe.k} for each ${moe.routing}.`,
      'Use "gather".',
    );
}
