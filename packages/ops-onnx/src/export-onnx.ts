import type { ModelArtifact, Strategy } from "@vmoe-bench/contracts";
import { vit } from "@vmoe-bench/model";
import { encodeModel } from "./graph/encode-model.ts";
import { GraphBuilder, type Graph } from "./graph/graph-builder.ts";
import { constant } from "./graph/value.ts";
import { onnxOps } from "./onnx-ops.ts";
import { strategyFor } from "./strategies/strategies.ts";

export interface ExportOptions {
  readonly strategy: Strategy;
  /** B, fixed in the graph: every shape in it is static. */
  readonly batch: number;
}

/** The graph's names. A routing's choices have its index: "experts_0", "gates_0". */
export const tensorNames = {
  images: "images",
  logits: "logits",
  experts: (routing: number) => `experts_${routing}`,
  gates: (routing: number) => `gates_${routing}`,
} as const;

/**
 * The model as an ONNX file: images [B,C,H,W] → logits [B,K] and, for each routing, experts
 * (int64, [B,k] per image or [B·N,k] per token) and gates (the same shape).
 * @throws UnsupportedError when the strategy does not fit the model
 */
export function exportOnnx(artifact: ModelArtifact, options: ExportOptions): Uint8Array {
  return encodeModel(modelGraph(artifact, options));
}

export function modelGraph(artifact: ModelArtifact, { strategy, batch }: ExportOptions): Graph {
  const { config, weights } = artifact;
  const graph = new GraphBuilder();
  const ops = onnxOps(graph, batch, strategyFor(artifact, strategy));
  const weight = (name: string) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return constant(name, tensor.dims, tensor.data);
  };
  const { channels, imageSize } = config;
  const images = graph.input(tensorNames.images, [batch, channels, imageSize, imageSize]);
  const { logits, routings } = vit(ops, weight, images, config);
  graph.output(tensorNames.logits, logits);
  routings.forEach(({ experts, gates }, i) => {
    graph.output(tensorNames.experts(i), experts);
    graph.output(tensorNames.gates(i), gates);
  });
  return graph.finish();
}
