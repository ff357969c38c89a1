import type { Tensor } from "@tensorflow/tfjs-core";
import {
  ClosedModelError,
  requireShape,
  UnsupportedError,
  type ImageBatch,
  type LoadedModel,
  type Placement,
  type Prediction,
  type PreparedManifest,
  type WeightMap,
} from "@vmoe-bench/contracts";
import { vit } from "@vmoe-bench/model";
import { tfjsOps } from "@vmoe-bench/ops-tfjs";
import type { Tfjs } from "./load-tfjs-node.ts";
import { nativeFacts } from "./native-facts.ts";

interface Opening {
  readonly manifest: PreparedManifest;
  readonly threads: number;
}

/** Puts the weights into tensors once; a run executes the model operation by operation. */
export function openModel(
  tf: Tfjs,
  weights: WeightMap,
  { manifest, threads }: Opening,
): LoadedModel {
  const { config, batch } = manifest;
  const { channels, imageSize } = config;
  const expected = [batch, channels, imageSize, imageSize];
  const ops = tfjsOps(manifest);
  const tensors = new Map<string, Tensor>();
  for (const [name, { dims, data }] of weights) tensors.set(name, tf.tensor(data, [...dims]));
  const weight = (name: string): Tensor => {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(`The model has no weight "${name}".`);
    return found;
  };
  const predict = ({ dims, data }: ImageBatch) =>
    tf.tidy(() => {
      const { logits, routings } = vit(ops, weight, tf.tensor(data, [...dims]), config);
      return { logits, choices: routings.map(({ experts, gates }) => ({ experts, gates })) };
    });
  let closed = false;

  return {
    placement: placementOf(tf, manifest, threads, bytesOf(weights)),
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(expected, images);
      const outputs = predict(images);
      const prediction = read(outputs);
      tf.dispose(outputs);
      return prediction;
    },
    async close() {
      closed = true;
      for (const tensor of tensors.values()) tensor.dispose();
      tensors.clear();
    },
  };
}

interface OutputTensors {
  readonly logits: Tensor;
  readonly choices: readonly { readonly experts: Tensor; readonly gates: Tensor }[];
}

/** Not in tidy, which walks a typed array that it returns element by element. */
function read({ logits, choices }: OutputTensors): Prediction {
  return {
    logits: Float32Array.from(logits.dataSync()),
    routings: choices.map(({ experts, gates }) => ({
      experts: Int32Array.from(experts.dataSync()),
      gates: Float32Array.from(gates.dataSync()),
    })),
  };
}

function placementOf(
  tf: Tfjs,
  { strategy, precision }: PreparedManifest,
  threads: number,
  artifactBytes: number,
): Placement {
  const { tensorflow, device } = nativeFacts(tf);
  if (device !== "CPU")
    throw new UnsupportedError(
      `TensorFlow runs on a ${device}.`,
      "Install its CPU build: run `npm run setup`.",
    );
  const version = `${tf.version["tfjs-node"]} with TensorFlow ${tensorflow}`;
  const where = { runtime: "tfjs-node", version, provider: "cpu", threads };
  return { ...where, strategy, precision, artifactBytes };
}

function bytesOf(weights: WeightMap): number {
  return [...weights.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
}
