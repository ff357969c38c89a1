import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import {
  ClosedModelError,
  type ImageBatch,
  type LoadedModel,
  type LoadOptions,
  type ModelFiles,
  type Placement,
  type Prediction,
  requireShape,
} from "@vmoe-bench/contracts";
import { RouterOutputError } from "@vmoe-bench/backend/experts";
import { model } from "@vmoe-bench/model";
import { tfjsOps } from "../ops/tfjs-ops.ts";
import { isSplit, noOnnx } from "./prepare-model.ts";
import { lookup, TensorWeights, weightFiles } from "./weights.ts";
import { openSplitModel } from "./open-split-model.ts";

/** Puts the weights into tensors once; a run executes the model operation by operation. */
async function openModel(files: ModelFiles, placement: Placement): Promise<LoadedModel> {
  const { manifest } = files;
  if (manifest.kind !== "defined") throw noOnnx(manifest.model);
  const { config, batch } = manifest;
  const expected = [batch, config.channels, config.imageSize, config.imageSize];
  const ops = tfjsOps(manifest);
  const weights = await TensorWeights.read(files, weightFiles.whole, config);
  const weight = lookup(weights);
  const predict = ({ dims, data }: ImageBatch) =>
    tf.tidy(() => {
      const { logits, routings } = model(ops, weight, tf.tensor(data, [...dims]), config);
      return { logits, choices: routings.map(({ experts, gates }) => ({ experts, gates })) };
    });
  let closed = false;

  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(expected, images);
      const outputs = predict(images);
      try {
        return await read(outputs);
      } finally {
        tf.dispose(outputs);
      }
    },
    async close() {
      closed = true;
      weights.dispose();
    },
  };
}

interface OutputTensors {
  readonly logits: Tensor;
  readonly choices: readonly { readonly experts: Tensor; readonly gates: Tensor }[];
}

/**
 * Not in tidy, which walks a typed array that it returns element by element. All are asked for before
 * one is waited for, so that a GPU is read once.
 */
async function read({ logits, choices }: OutputTensors): Promise<Prediction> {
  const [flat, ...routings] = await Promise.all([
    logits.data(),
    ...choices.flatMap(({ experts, gates }) => [experts.data(), gates.data()]),
  ]);
  return {
    logits: Float32Array.from(flat),
    routings: choices.map((_, i) => ({
      experts: Int32Array.from(routings[2 * i] ?? []),
      gates: requireFinite(Float32Array.from(routings[2 * i + 1] ?? [])),
    })),
  };
}

/** The gate of a chosen expert is NaN where the router's logits are. */
function requireFinite(gates: Float32Array): Float32Array {
  const bad = gates.findIndex((gate) => !Number.isFinite(gate));
  if (bad >= 0) throw new RouterOutputError(bad, gates[bad]);
  return gates;
}

/** The backend of tfjs that is set, as it says of itself. */
export type Where = Pick<Placement, "runtime" | "version" | "provider">;

/** Puts a prepared model's weights into tensors of the backend that tfjs is set to. */
export function loadModel(
  files: ModelFiles,
  { threads, expertCap }: LoadOptions,
  where: Where,
): Promise<LoadedModel> {
  const { strategy, precision, files: listed } = files.manifest;
  const artifactBytes = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  const placement = { ...where, threads, strategy, precision, artifactBytes };
  return isSplit(files.manifest)
    ? openSplitModel(files, placement, expertCap)
    : openModel(files, placement);
}
