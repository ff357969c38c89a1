import { sealed } from "@vmoe-bench/backend/prepared";
import {
  UnsupportedError,
  type ModelArtifact,
  type PreparedModel,
  type PrepareOptions,
  type DefinedArtifact,
} from "@vmoe-bench/contracts";
import { splittable } from "@vmoe-bench/model";
import { tfjsOps } from "../ops/tfjs-ops.ts";
import { splitFiles, wholeFile } from "./weights.ts";

/**
 * The model's weights as files, whole or an expert each.
 * @throws UnsupportedError for what tfjs can't run
 */
export async function prepareModel(
  model: ModelArtifact,
  options: PrepareOptions,
): Promise<PreparedModel> {
  if (model.kind !== "defined") throw noOnnx(model.id);
  requireSupported(model, options);
  const { kind, id, config, weights } = model;
  const files = isSplit(options) ? splitFiles(weights, config) : wholeFile(weights);
  return sealed({ kind, model: id, config, ...options }, files);
}

export function isSplit({ strategy }: Pick<PrepareOptions, "strategy">): boolean {
  return strategy === "split" || strategy === "split-lazy";
}

/** A plain ONNX file, which only ONNX Runtime reads. */
export function noOnnx(model: string): UnsupportedError {
  return new UnsupportedError(
    `tfjs reads no ONNX files, and ${model} is one.`,
    `Use a backend of ONNX Runtime: "ort-node/cpu", "ort-node/webgpu", "ort-web/wasm" or "ort-web/webgpu".`,
  );
}

/**
 * @throws UnsupportedError
 */
function requireSupported({ id, config }: DefinedArtifact, options: PrepareOptions): void {
  const { moe } = config;
  const { strategy, precision } = options;
  if (precision !== "float32")
    throw new UnsupportedError(
      `tfjs computes in float32; it has no ${precision} products.`,
      `Use "float32" here, or "int8" on a backend of ONNX Runtime.`,
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
  if (isSplit(options)) splittable(config, id);
  if (moe !== undefined && isSplit(options) && (moe.routing === "token" || moe.k > 1))
    throw new UnsupportedError(
      `"${strategy}" needs one expert for a whole image; ${id} has k = ${moe.k} for each ${moe.routing}.`,
      'Use "gather".',
    );
}
