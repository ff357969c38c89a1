import type { LoadedModel, LoadOptions, ModelFiles, Placement } from "@vmoe-bench/contracts";
import { openModel } from "./open-model.ts";
import { openSplitModel } from "./open-split-model.ts";
import { isSplit } from "./prepare-model.ts";

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
