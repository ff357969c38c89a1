import {
  isViT,
  UnsupportedError,
  type DefinedArtifact,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import { tfliteFiles } from "./files.ts";
import { encodeModel } from "./graph/encode-model.ts";
import type { Graph } from "./graph/graph-builder.ts";
import { splitGraphs, wholeGraph } from "./model-graphs.ts";
import { requireFit, wholeGraphs } from "./strategies/strategies.ts";

interface ExportOptions extends PrepareOptions {
  /** What a file says of itself beside its graph. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The model as LiteRT files by their names ({@link tfliteFiles}). As one graph: images [B,C,H,W] →
 * logits [B,K] and, for each routing, experts (int32, [B,k] per image or [B·N,k] per token) and gates
 * (the same shape). As `split`: a trunk and a tail for each expert, which takes one image.
 * @throws UnsupportedError when the strategy, the precision or the model can't be written
 */
export function exportTflite(
  artifact: DefinedArtifact,
  { metadata, ...options }: ExportOptions,
): ReadonlyMap<string, Uint8Array> {
  const graphs = modelGraphs(artifact, options);
  return new Map([...graphs].map(([name, graph]) => [name, encodeModel(graph, metadata)]));
}

function modelGraphs(
  artifact: DefinedArtifact,
  { strategy, precision, batch }: PrepareOptions,
): ReadonlyMap<string, Graph> {
  const { id, config, weights } = artifact;
  const way = requireFit(artifact, strategy);
  if (precision !== "float32")
    throw new UnsupportedError(
      `LiteRT files are written in float32; "${id}" was asked for in ${precision}.`,
      `Use "float32" here, or "int8" on a backend of ONNX Runtime.`,
    );
  if (!isViT(config))
    throw new UnsupportedError(
      `Convolutions are not written for LiteRT, and "${id}" has them.`,
      "Use a backend of ONNX Runtime or tfjs.",
    );
  const written = { config, weights };
  if (way === "split") return splitGraphs(written, batch);
  return new Map([[tfliteFiles.whole, wholeGraph(written, batch, wholeGraphs[way])]]);
}
