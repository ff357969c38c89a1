import {
  inputDims,
  type LoadedModel,
  type LoadOptions,
  type ModelFiles,
  type Placement,
} from "@vmoe-bench/contracts";
import { HeldExperts, requireExpertCap } from "@vmoe-bench/backend/experts";
import { onnxFiles } from "../export/files.ts";
import { graphError } from "./graph-error.ts";
import { type OpenSession, plainModel, wholeModel } from "./whole-model.ts";
import { splitModel } from "./split-model.ts";

/** The runtime that the sessions are of. */
export interface Where extends Pick<Placement, "runtime" | "version" | "provider"> {
  /** A session of one of the model's files. */
  readonly open: (file: Uint8Array, name: string) => Promise<OpenSession>;
}

/** Opens the sessions of a prepared model: all of them, or under `split-lazy` only the trunk. */
export async function loadModel(
  files: ModelFiles,
  { threads, expertCap }: LoadOptions,
  { open, runtime, version, provider }: Where,
): Promise<LoadedModel> {
  const { manifest } = files;
  const { batch, strategy, precision } = manifest;
  const placement: Placement = {
    runtime,
    version,
    provider,
    threads,
    strategy,
    precision,
    artifactBytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const shape = inputDims(manifest, batch);
  const openFile = async (name: string): Promise<OpenSession> => open(await files.read(name), name);
  if (manifest.kind === "onnx") {
    const session = await openFile(onnxFiles.whole).catch((error: unknown) => {
      throw graphError(error, manifest.model, undefined);
    });
    return plainModel(session, manifest.config, { shape, placement, id: manifest.model });
  }
  const { config } = manifest;
  const { moe } = config;
  const isSplit = strategy === "split" || strategy === "split-lazy";
  if (isSplit) requireExpertCap(expertCap, moe?.k ?? 1);
  if (!isSplit || moe === undefined)
    return wholeModel(await openFile(onnxFiles.whole), { shape, placement });

  const tails = new HeldExperts<OpenSession>({
    load: (expert) => openFile(onnxFiles.tail(expert)),
    release: (session) => session.close(),
    cap: strategy === "split" ? null : expertCap,
  });
  const trunk = await openFile(onnxFiles.trunk);
  const model = splitModel(trunk, tails, {
    shape,
    placement,
    gate: moe.gate,
    classes: config.classes,
  });
  try {
    if (strategy === "split")
      for (let e = 0; e < moe.experts; e += 1) await tails.use(e, async () => undefined);
  } catch (error) {
    await model.close();
    throw error;
  }
  return model;
}
