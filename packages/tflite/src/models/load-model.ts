import {
  inputDims,
  type LoadedModel,
  type LoadOptions,
  type ModelArtifact,
  type ModelFiles,
  type Placement,
  type PreparedModel,
  type PrepareOptions,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { HeldExperts, requireExpertCap } from "@vmoe-bench/backend/experts";
import { sealed } from "@vmoe-bench/backend/prepared";
import { tfliteFiles } from "../export/files.ts";
import { type OpenModel, wholeModel } from "./whole-model.ts";
import { splitModel } from "./split-model.ts";

/** The runtime that the files are opened in. */
interface Where extends Pick<Placement, "runtime" | "version" | "provider"> {
  readonly open: (file: Uint8Array) => Promise<OpenModel>;
}

/** Opens the files of a prepared model: all of them, or under `split-lazy` only the trunk. */
export async function loadModel(
  files: ModelFiles,
  { threads, expertCap }: LoadOptions,
  { open, runtime, version, provider }: Where,
): Promise<LoadedModel> {
  const { manifest } = files;
  if (manifest.kind !== "defined") throw notDefined(manifest.model);
  const { batch, strategy, precision, config } = manifest;
  const artifactBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const where = { runtime, version, provider };
  const placement: Placement = { ...where, threads, strategy, precision, artifactBytes };
  const shape = inputDims(manifest, batch);
  const openFile = async (name: string) => open(await files.read(name));
  const { moe } = config;
  const isSplit = strategy === "split" || strategy === "split-lazy";
  if (!isSplit || moe === undefined)
    return wholeModel(await openFile(tfliteFiles.whole), { shape, placement });

  requireExpertCap(expertCap, moe.k);
  const tails = new HeldExperts<OpenModel>({
    load: (expert) => openFile(tfliteFiles.tail(expert)),
    release: (tail) => tail.close(),
    cap: strategy === "split" ? null : expertCap,
  });
  const trunk = await openFile(tfliteFiles.trunk);
  const { gate } = moe;
  const model = splitModel(trunk, tails, { shape, placement, gate, classes: config.classes });
  try {
    if (strategy === "split")
      for (let e = 0; e < moe.experts; e += 1) await tails.use(e, async () => undefined);
  } catch (error) {
    await model.close();
    throw error;
  }
  return model;
}

/** A graph made elsewhere, which is ONNX. */
function notDefined(model: string): UnsupportedError {
  return new UnsupportedError(
    `LiteRT reads no ONNX files, and ${model} is one.`,
    "Use a backend of ONNX Runtime.",
  );
}

/**
 * The model as LiteRT files. What exports graphs is loaded when needed.
 * @throws UnsupportedError for what can't be written
 */
export async function prepareModel(
  model: ModelArtifact,
  options: PrepareOptions,
): Promise<PreparedModel> {
  if (model.kind !== "defined") throw notDefined(model.id);
  const { exportTflite } = await import("../export/export-tflite.ts");
  const { kind, id, config } = model;
  return sealed({ kind, model: id, config, ...options }, exportTflite(model, options));
}
