import type { ViTConfig, WeightMap } from "@vmoe-bench/contracts";
import { vit } from "@vmoe-bench/model";
import { tensorNames } from "./files.ts";
import { GraphBuilder, type Graph } from "./graph/graph-builder.ts";
import { constant, type Value } from "./graph/value.ts";
import type { ExpertStrategy } from "./strategies/strategy.ts";
import { tfliteOps } from "./tflite-ops.ts";

/** A ViT or a V-MoE. */
export interface Written {
  readonly config: ViTConfig;
  readonly weights: WeightMap;
}

/** The whole model: images [B,C,H,W] → logits, and the choices of each router. */
export function wholeGraph(
  { config, weights }: Written,
  batch: number,
  strategy: ExpertStrategy,
): Graph {
  const graph = new GraphBuilder();
  const { channels, imageSize } = config;
  const images = graph.input(tensorNames.images, [batch, channels, imageSize, imageSize]);
  const ops = tfliteOps(graph, { batch, strategy });
  const { logits, routings } = vit(ops, weightsOf(weights), images, config);
  graph.output(tensorNames.logits, logits);
  routings.forEach(({ experts, gates }, i) => {
    graph.output(tensorNames.experts(i), experts);
    graph.output(tensorNames.gates(i), gates);
  });
  return graph.finish();
}

/** A weight by its name, as a constant of the graph. */
export function weightsOf(weights: WeightMap): (name: string) => Value {
  return (name) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight "${name}".`);
    return constant(name, tensor.dims, tensor.data);
  };
}
