import { sealed } from "@vmoe-bench/backend/prepared";
import type { ModelArtifact, PreparedModel, PrepareOptions } from "@vmoe-bench/contracts";
import { notDefined } from "./not-defined.ts";

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
