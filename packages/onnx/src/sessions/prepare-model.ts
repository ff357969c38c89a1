import { rewritingRefusal, sealed } from "@vmoe-bench/backend/prepared";
import {
  UnsupportedError,
  type ModelArtifact,
  type OnnxArtifact,
  type PreparedModel,
  type PrepareOptions,
} from "@vmoe-bench/contracts";

/** The name that a whole model's file has for both kinds; what exports graphs is loaded when needed. */
const wholeFile = "model.onnx";

/**
 * The model as ONNX files: exported, or as it was made elsewhere.
 * @throws UnsupportedError for what neither can be
 */
export async function prepareModel(
  model: ModelArtifact,
  options: PrepareOptions,
): Promise<PreparedModel> {
  if (model.kind === "onnx") {
    requireAsItIs(model, options);
    const { kind, id, config, bytes } = model;
    return sealed({ kind, model: id, config, ...options }, new Map([[wholeFile, bytes]]));
  }
  const { exportOnnx } = await import("../export/index.ts");
  const { kind, id, config } = model;
  return sealed({ kind, model: id, config, ...options }, exportOnnx(model, options));
}

function requireAsItIs(
  { id, config }: OnnxArtifact,
  { strategy, precision, batch }: PrepareOptions,
): void {
  if (strategy !== "dense")
    throw new UnsupportedError(
      `${id} is a finished graph, which can't be run as "${strategy}".`,
      'Run an ONNX file as "dense".',
    );
  const refusal = rewritingRefusal(id, precision);
  if (refusal !== undefined) throw refusal;
  if (config.batch !== null && config.batch !== batch)
    throw new UnsupportedError(
      `${id} takes ${config.batch} images a run and no other number, and not ${batch}.`,
      `Use --batch ${config.batch}, or export it with a batch of any size.`,
    );
}
