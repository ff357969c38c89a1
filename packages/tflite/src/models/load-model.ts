import {
  inputDims,
  type LoadedModel,
  type LoadOptions,
  type ModelFiles,
  type Placement,
} from "@vmoe-bench/contracts";
import { HeldExperts, requireExpertCap } from "@vmoe-bench/backend/experts";
import { tfliteFiles } from "../export/files.ts";
import { notDefined } from "./not-defined.ts";
import type { OpenModel } from "./open-model.ts";
import { splitModel } from "./split-model.ts";
import { wholeModel } from "./whole-model.ts";

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
