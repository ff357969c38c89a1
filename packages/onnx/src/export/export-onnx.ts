import {
  isViT,
  UnsupportedError,
  type DefinedArtifact,
  type Precision,
  type PrepareOptions,
  type Strategy,
} from "@vmoe-bench/contracts";
import { float32, int8 } from "./affine.ts";
import { onnxFiles } from "./files.ts";
import { encodeModel } from "./graph/encode-model.ts";
import { comparedBatches, withAnyBatch } from "./graph/any-batch.ts";
import type { Graph } from "./graph/graph-builder.ts";
import { inFloat16 } from "./graph/in-float16.ts";
import { splitGraphs, wholeGraph } from "./model-graphs.ts";
import { requireFit, wholeGraphs } from "./strategies/strategies.ts";

/**
 * The model as ONNX files by their names ({@link onnxFiles}). As one graph: images [B,C,H,W] →
 * logits [B,K] and, for each routing, experts (int64, [B,k] per image or [B·N,k] per token) and gates
 * (the same shape). As `split`: a trunk and a tail for each expert.
 * @throws UnsupportedError when the strategy or the precision does not fit the model
 */
export function exportOnnx(
  artifact: DefinedArtifact,
  { metadata, ...options }: ExportOptions,
): ReadonlyMap<string, Uint8Array> {
  const graphs =
    options.batch === "any"
      ? anyBatchGraphs(artifact, options)
      : modelGraphs(artifact, { ...options, batch: options.batch });
  return new Map([...graphs].map(([name, graph]) => [name, encodeModel(graph, metadata)]));
}

export interface ExportOptions extends Omit<PrepareOptions, "batch"> {
  /** B, fixed in the graph, or one graph for any. */
  readonly batch: number | "any";
  /** What a file says of itself beside its graph. */
  readonly metadata?: Readonly<Record<string, string>>;
}

function anyBatchGraphs(
  artifact: DefinedArtifact,
  options: Omit<PrepareOptions, "batch">,
): ReadonlyMap<string, Graph> {
  const [some, others] = comparedBatches.map((batch) =>
    modelGraphs(artifact, { ...options, batch }),
  );
  return new Map(
    [...(some ?? [])].map(([name, graph]) => {
      const other = others?.get(name);
      if (other === undefined) throw new RangeError(`There is no second ${name}.`);
      return [name, withAnyBatch(graph, other, graph.inputs[0]?.name ?? "")];
    }),
  );
}

export function modelGraphs(
  artifact: DefinedArtifact,
  { strategy, precision, batch }: PrepareOptions,
): ReadonlyMap<string, Graph> {
  requireFit(artifact, strategy);
  requireWritten(artifact, strategy, precision);
  const affine = precision === "int8" ? int8 : float32;
  const graphs =
    strategy === "split" || strategy === "split-lazy"
      ? splitGraphs(artifact, batch, affine)
      : new Map([
          [
            onnxFiles.whole,
            wholeGraph(artifact, { batch, affine, strategy: wholeGraphs[strategy] }),
          ],
        ]);
  if (precision !== "float16") return graphs;
  return new Map([...graphs].map(([name, graph]) => [name, inFloat16(graph)]));
}

/** Products of which the weights are constants can be of integers. */
const inIntegers: ReadonlySet<Strategy> = new Set(["dense", "branch", "split", "split-lazy"]);
/** The others look for the chosen rows, or have an operator, in float32. */
const inHalves: ReadonlySet<Strategy> = new Set([
  "dense",
  "all-experts",
  "gather",
  "split",
  "split-lazy",
]);

/**
 * @throws UnsupportedError for a strategy that is not written in this precision
 */
function requireWritten(
  { id, config }: DefinedArtifact,
  strategy: Strategy,
  precision: Precision,
): void {
  if (precision === "int8" && !isViT(config))
    throw new UnsupportedError(
      `Convolutions are not written in int8, and "${id}" has them.`,
      `Use "float32" or "float16".`,
    );
  const written = { int8: inIntegers, float16: inHalves, float32: undefined }[precision];
  if (written === undefined || written.has(strategy)) return;
  throw new UnsupportedError(
    `"${strategy}" is not written in ${precision}.`,
    `In ${precision}, use ${[...written].filter((name) => name !== "dense").join(" or ")}.`,
  );
}
