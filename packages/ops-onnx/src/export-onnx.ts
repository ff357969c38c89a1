import {
  UnsupportedError,
  type ModelArtifact,
  type Precision,
  type PrepareOptions,
} from "@vmoe-bench/contracts";
import type { Affine } from "./affine/affine.ts";
import { float32 } from "./affine/float32.ts";
import { int8 } from "./affine/int8.ts";
import { onnxFiles } from "./files.ts";
import { encodeModel } from "./graph/encode-model.ts";
import type { Graph } from "./graph/graph-builder.ts";
import { splitGraphs } from "./split-graphs.ts";
import { requireFit, wholeGraphs } from "./strategies/strategies.ts";
import { wholeGraph } from "./whole-graph.ts";

/**
 * The model as ONNX files by their names ({@link onnxFiles}). As one graph: images [B,C,H,W] →
 * logits [B,K] and, for each routing, experts (int64, [B,k] per image or [B·N,k] per token) and gates
 * (the same shape). As `split`: a trunk and a tail for each expert.
 * @throws UnsupportedError when the strategy or the precision does not fit the model
 */
export function exportOnnx(
  artifact: ModelArtifact,
  options: PrepareOptions,
): ReadonlyMap<string, Uint8Array> {
  const graphs = modelGraphs(artifact, options);
  return new Map([...graphs].map(([name, graph]) => [name, encodeModel(graph)]));
}

export function modelGraphs(
  artifact: ModelArtifact,
  { strategy, precision, batch }: PrepareOptions,
): ReadonlyMap<string, Graph> {
  requireFit(artifact, strategy);
  if (strategy === "split" || strategy === "split-lazy")
    return splitGraphs(artifact, batch, affineOf(precision));
  const affine = affineOf(precision);
  if (precision === "int8" && strategy !== "dense" && strategy !== "branch")
    throw new UnsupportedError(
      `"${strategy}" is only written in float32: its experts' weights are not constants of one product.`,
      `In int8, use "branch", "split" or "split-lazy".`,
    );
  const graph = wholeGraph(artifact, { batch, affine, strategy: wholeGraphs[strategy] });
  return new Map([[onnxFiles.whole, graph]]);
}

/**
 * @throws UnsupportedError for float16
 */
function affineOf(precision: Precision): Affine {
  if (precision === "float32") return float32;
  if (precision === "int8") return int8;
  throw new UnsupportedError(
    "ONNX Runtime's CPU provider has no float16 products on most processors: it would convert to float32 and back, unasked.",
    `Use "float32" or "int8".`,
  );
}
