// A backend of your own: the reference interpreter, which is slow and right. Its runtime is plain
// JavaScript; yours would hand the weights to another one.
import {
  ClosedModelError,
  decodeSafetensors,
  encodeSafetensors,
  inputDims,
  requireShape,
  runReference,
  sealed,
  UnsupportedError,
} from "vmoe-bench";

const id = "plain-js/cpu";

/** @returns {import("vmoe-bench").Backend} */
export default function openPlainJs() {
  return { id, probe, prepare, load };
}

/** @type {import("vmoe-bench").Backend["probe"]} */
async function probe() {
  return { available: true, versions: { "plain-js": "1" }, adapter: "JavaScript", software: false };
}

/** @type {import("vmoe-bench").Backend["prepare"]} */
async function prepare(model, options) {
  if (model.kind !== "defined")
    throw new UnsupportedError(
      `${id} runs no graphs.`,
      "Give a model folder, or use ort-node/cpu.",
    );
  const { strategy, precision } = options;
  // It asks only the chosen experts, in one graph: what "gather" means.
  const runs = model.config.moe === undefined ? "dense" : "gather";
  if (strategy !== runs || precision !== "float32")
    throw new UnsupportedError(
      `${id} runs ${model.id} as ${runs} in float32 alone.`,
      "Ask for that.",
    );
  const weights = encodeSafetensors(model.weights);
  const { kind, id: name, config } = model;
  return sealed({ kind, config, model: name, ...options }, new Map([["weights", weights]]));
}

/** @type {import("vmoe-bench").Backend["load"]} */
async function load(files, { threads }) {
  const { manifest } = files;
  if (manifest.kind !== "defined" || threads !== 1)
    throw new UnsupportedError(`${id} has one thread.`, "Ask for 1.");
  const bytes = await files.read("weights");
  const { model, config, strategy, precision, batch } = manifest;
  const artifact = {
    kind: manifest.kind,
    id: model,
    config,
    weights: decodeSafetensors(bytes, id),
  };
  const dims = inputDims(manifest, batch);
  let closed = false;
  return {
    placement: {
      runtime: "plain-js",
      version: "1",
      provider: "cpu",
      threads,
      strategy,
      precision,
      artifactBytes: bytes.length,
    },
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(dims, images);
      return runReference(artifact, images);
    },
    async close() {
      closed = true;
    },
  };
}
